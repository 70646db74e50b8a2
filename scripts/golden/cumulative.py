"""Writes cumulative.json: running sums, products, maxima and logsumexps with gradients, by JAX and PyTorch.

Layout
  cases[]
    function, title      cumsum, cumprod, cummax, cumlogsumexp
    axis, reverse, exclusive
                         the options; exclusive is the inclusive result moved on by one, in front of it what the function
                         gives for nothing: 0, 1, -Infinity, -Infinity
    shape, x[], dy[]     exact in float32; where exclusive results are infinite, dy is 0
    y[], dx[]            the result, and the vjp of dy, from float64. No two of the numbers that cummax compares are equal,
                         but in `ties`: dx is null there (PyTorch gives all to the last of equals, JAX splits)
"""

import itertools

import jax
import jax.numpy as jnp
import numpy as np
import torch

from lcg import Lcg
from two_libraries import MADE, agreed, by_jax, by_torch, rounded
from writing import f32, save

lax = jax.lax
JAX = {"cumsum": lax.cumsum, "cumprod": lax.cumprod, "cummax": lax.cummax, "cumlogsumexp": lax.cumlogsumexp}
TORCH = {
    "cumsum": torch.cumsum,
    "cumprod": torch.cumprod,
    "cummax": lambda x, axis: torch.cummax(x, axis).values,
    "cumlogsumexp": torch.logcumsumexp,
}
NOTHING = {"cumsum": 0.0, "cumprod": 1.0, "cummax": -np.inf, "cumlogsumexp": -np.inf}
SHAPES = [((7,), 0), ((3, 5), 0), ((3, 5), 1), ((2, 4, 3), 1)]


def moved_on(y, axis, reverse, value, concatenate):
    """One place on, the freed place filled."""
    count = y.shape[axis]
    at = lambda part: tuple(part if k == axis else slice(None) for k in range(y.ndim))
    kept, filling = y[at(slice(1, None) if reverse else slice(0, count - 1))], y[at(slice(0, 1))] * 0 + value
    return concatenate([kept, filling] if reverse else [filling, kept], axis)


def in_jax(name, axis, reverse, exclusive):
    def function(x):
        y = JAX[name](x, axis, reverse)
        return moved_on(y, axis, reverse, NOTHING[name], jnp.concatenate) if exclusive else y

    return function


def in_torch(name, axis, reverse, exclusive):
    def function(x):
        y = TORCH[name](x.flip(axis) if reverse else x, axis)
        y = y.flip(axis) if reverse else y
        return moved_on(y, axis, reverse, NOTHING[name], torch.cat) if exclusive else y

    return function


def case(name, title, x, axis, reverse, exclusive, stream):
    dy = stream.between(-2, 2, 1 / 4, *x.shape).astype(np.float64)
    o = (name, axis, reverse, exclusive)
    (y,) = by_jax(in_jax(*o), [x])
    dy = np.where(np.isinf(y), 0, dy)
    found, expected = by_jax(in_jax(*o), [x], dy), by_torch(in_torch(*o), [x], dy)
    ties = title == "ties"
    y, dx = agreed(found[:1] if ties else found, expected[:1] if ties else expected, (title, o)) + [None] * ties
    return {
        "function": name,
        "title": title,
        "axis": axis,
        "reverse": reverse,
        "exclusive": exclusive,
        "shape": list(x.shape),
        "x": f32(rounded(x)),
        "dy": f32(rounded(dy)),
        "y": f32(rounded(y)),
        "dx": None if dx is None else f32(rounded(dx)),
    }


def distinct(stream, shape):
    """Multiples of 1/8 in an order by lot, none twice."""
    order = np.argsort(stream.unit(*shape).ravel(), kind="stable")
    return (order.reshape(shape) / 8 - 1).astype(np.float64)


def with_zeros(stream, zeros):
    x = stream.between(0.5, 2, 1 / 8, 2, 6).astype(np.float64)
    x[1] *= -1
    for row, column in zeros:
        x[row, column] = 0
    return x


def inputs(stream):
    """function, title, x, axis; each is then asked for with all options."""
    for name, (shape, axis) in itertools.product(JAX, SHAPES):
        x = distinct(stream, shape) if name == "cummax" else stream.between(-2, 2, 1 / 8, *shape).astype(np.float64)
        # No zeros by chance.
        yield name, "ordinary", np.where(x == 0, 0.625, x) if name == "cumprod" else x, axis
    yield "cumprod", "a zero in the middle, one in front", with_zeros(stream, [(0, 3), (1, 0)]), 1
    yield "cumprod", "two zeros, and one at the end", with_zeros(stream, [(0, 1), (0, 4), (1, 5)]), 1
    yield "cumprod", "zeros side by side", with_zeros(stream, [(0, 2), (0, 3), (0, 4)]), 1
    yield "cummax", "ties", stream.below(3, 2, 6).astype(np.float64), 1
    far = np.array([[1000, -1000, 999.5, 1000.25, 0], [-1000, -999, -1001, -1000.5, -1000]])
    yield "cumlogsumexp", "far from 0", far, 1
    yield "cumlogsumexp", "a whole row far below the next", np.array([[-200, 0, 200, 0.0], [200, 0, -200, 1.0]]), 1
    for name in JAX:
        yield name, "a single element", np.array([[1.5], [-0.75]]), 1


def main():
    stream = Lcg(5103)
    flags = list(itertools.product((False, True), (False, True)))
    cases = [case(*given, *o, stream) for given in inputs(stream) for o in flags]
    save("cumulative", {"made": MADE, "cases": cases})


if __name__ == "__main__":
    main()
