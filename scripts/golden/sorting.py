"""Writes sorting.json: sort, argsort, topK and searchSorted with gradients, by JAX and PyTorch.

Layout
  sorted[]               sort and argsort along an axis: stable, NaN last in either direction
    title, axis, descending
    shape, x[], dy[]
    values[], indices[]  the sorted values, and where in x each stood
    dx[]                 the vjp of dy with respect to x
  top[]                  topK(x, k): the greatest of the last axis, greatest first, the first of equals first
    title, k, shape, x[], dy[], values[], indices[], dx[]
  searched[]             searchSorted(sorted, values, { side })
    side                 'left': before what is equal; 'right': behind it. NaN belongs behind everything
    sorted[], shape, values[], indices[]
Numbers are exact in float32; JSON has no NaN and no infinity: they are strings.
"""

import itertools

import jax
import jax.numpy as jnp
import numpy as np
import torch

from lcg import Lcg
from two_libraries import MADE, agreed, by_jax, by_torch, rounded
from writing import f32, i32, save

nan, inf = np.nan, np.inf


def by_definition(x, axis, descending):
    """Places in order: NaN last, equal ones as they stand."""

    def order(row):
        real = [k for k in range(len(row)) if not np.isnan(row[k])]
        sign = -1 if descending else 1
        return sorted(real, key=lambda k: sign * row[k]) + [k for k in range(len(row)) if np.isnan(row[k])]

    return np.apply_along_axis(order, axis, x)


def told(x, y, indices, dy, dx):
    return {
        "shape": list(x.shape),
        "x": f32(rounded(x)),
        "dy": f32(rounded(dy)),
        "values": f32(rounded(y)),
        "indices": i32(indices),
        "dx": f32(rounded(dx)),
    }


def one_sorted(stream, title, x, axis, descending):
    dy = stream.between(-2, 2, 1 / 4, *x.shape).astype(np.float64)
    indices = by_definition(x, axis, descending)
    found = by_jax(lambda v: jnp.take_along_axis(v, indices, axis), [x], dy)
    # In descending order both have NaN first.
    if not (descending and np.isnan(x).any()):
        assert (indices == jnp.argsort(jnp.asarray(x), axis, stable=True, descending=descending)).all(), title
        in_torch = lambda v: torch.sort(v, dim=axis, stable=True, descending=descending).values
        agreed(found, by_torch(in_torch, [x], dy), (title, axis, descending))
    y, dx = found
    return {"title": title, "axis": axis, "descending": descending} | told(x, y, indices, dy, dx)


def sorts(stream):
    ordinary = [((9,), 0), ((4, 5), 0), ((4, 5), 1), ((2, 3, 4), 1), ((1, 17), 1), ((3, 1), 1)]
    xs = [("ordinary", stream.between(-4, 4, 1 / 32, *shape), axis) for shape, axis in ordinary]
    xs += [("ties", stream.below(3, *shape), axis) for shape, axis in (((12,), 0), ((3, 7), 1), ((6, 3), 0))]
    special = [[nan, 1, -inf, 3, nan, inf, -2], [0, nan, nan, -1, 5, 0, 2], [nan] * 7, [inf, -inf, 0, inf, -0.0, 0, nan]]
    xs.append(("NaN and infinities", np.array(special), 1))
    for (title, x, axis), descending in itertools.product(xs, (False, True)):
        yield one_sorted(stream, title, x.astype(np.float64), axis, descending)


def tops(stream):
    shapes = [((9,), 3), ((2, 6), 1), ((2, 6), 6), ((2, 3, 5), 2)]
    xs = [("ordinary", stream.between(-4, 4, 1 / 32, *shape), k) for shape, k in shapes]
    xs += [("ties", stream.below(3, 3, 8), k) for k in (1, 4, 8)]
    xs.append(("infinities", np.array([[inf, 1, -inf, inf, 2], [-inf, -inf, -inf, 0, -inf]]), 3))
    for title, x, k in xs:
        x = x.astype(np.float64)
        dy = stream.between(-2, 2, 1 / 4, *x.shape[:-1], k).astype(np.float64)
        y, dx = by_jax(lambda v: jax.lax.top_k(v, k)[0], [x], dy)
        indices = np.asarray(jax.lax.top_k(jnp.asarray(x), k)[1])
        assert (indices == by_definition(x, -1, True)[..., :k]).all(), (title, k)
        if title == "ordinary":
            agreed([y, dx], by_torch(lambda v: torch.topk(v, k).values, [x], dy), (title, k))
        yield {"title": title, "k": k} | told(x, y, indices, dy, dx)


def searches():
    sequences = [[-2, -1, -1, -1, 0, 0.5, 3, 3, 7], [1.5], [-inf, -1, 0, 0, inf], [1, 2, 3, 4, 5, 6, 7, 8]]
    values = np.array([[-3, -2, -1.5, -1], [0, 0.25, 0.5, 3], [7, 8, inf, -inf], [1.5, 4, 4.5, nan]])
    for sequence, side in itertools.product(sequences, ("left", "right")):
        ordered = np.array(sequence, np.float64)
        indices = np.asarray(jnp.searchsorted(jnp.asarray(ordered), jnp.asarray(values), side=side))
        known = ~np.isnan(values)
        by_other = torch.searchsorted(torch.tensor(ordered), torch.tensor(values), side=side).numpy()
        assert (indices == by_other)[known].all() and (indices == np.searchsorted(ordered, values, side)).all()
        yield {
            "side": side,
            "sorted": f32(rounded(ordered)),
            "shape": list(values.shape),
            "values": f32(rounded(values)),
            "indices": i32(indices),
        }


def main():
    stream = Lcg(5104)
    content = {"sorted": list(sorts(stream)), "top": list(tops(stream)), "searched": list(searches())}
    save("sorting", {"made": MADE} | content)


if __name__ == "__main__":
    main()
