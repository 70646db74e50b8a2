"""Writes scatter.json: updates at indices that repeat, takeAlongAxis and dynamic slices with gradients.

Layout
  scatter[]              scatterSet, scatterAdd, scatterMax(x, indices, updates, { axis }), by JAX' x.at[].set/add/max
    function, title, axis
    shapes               { x, indices, updates }: updates have x's axes before `axis`, the indices' own, x's after
    x[], indices[], updates[], dy[], y[], dx[], dupdates[]
                         JAX leaves open which of several updates at one index `set` keeps: here it is the last, as in
                         NumPy, which also alone has a gradient. Maxima that tie share theirs evenly
  clamped[]              the same with indices outside the axis, which are clamped into it (JAX drops those)
  takeAlongAxis[]        { axis, shapes: { x, indices }, x[], indices[], dy[], y[], dx[] }
  dynamicSlice[]         { sizes, shapes: { x, y }, starts[], x[], dy[], y[], dx[] }
  dynamicUpdateSlice[]   { shapes: { x, update }, starts[], x[], update[], dy[], y[], dx[], dupdate[] }
                         starts are one an axis, moved inside where the slice would reach over an end
"""

import jax
import jax.numpy as jnp
import numpy as np
import torch

from lcg import Lcg
from two_libraries import MADE, agreed, by_jax, by_torch, rounded
from writing import f32, i32, save

# shape of x, of indices, axis
SCATTERED = [((5,), (4,), 0), ((5,), (), 0), ((4, 3), (6,), 0), ((3, 4), (5,), 1), ((2, 4, 2), (2, 3), 1), ((3,), (9,), 0)]


def whole(stream, *shape):
    return (stream.below(9, *shape) - 4).astype(np.float64)


def listed(**arrays):
    return {name: f32(rounded(v)) for name, v in arrays.items()}


def places(axis, indices):
    return (*[slice(None)] * axis, indices)


def last_wins(x, indices, updates, axis):
    """By NumPy, whose assignment goes through the updates in order. -> y, and which update each element of y is, or -1"""
    y, origin = x.copy(), np.full(x.shape, -1)
    numbers = np.arange(updates.size).reshape(updates.shape)
    for place in np.ndindex(*indices.shape):
        source = (*[slice(None)] * axis, *place)
        target = places(axis, int(indices[place]))
        y[target], origin[target] = updates[source], numbers[source]
    assigned = x.copy()
    assigned[places(axis, indices)] = updates
    assert (assigned == y).all()
    return y, origin


def setting(x, indices, updates, dy, axis):
    y, origin = last_wins(x, indices, updates, axis)
    given = np.zeros(updates.size)
    np.add.at(given, origin[origin >= 0], dy[origin >= 0])
    found = [y, np.where(origin < 0, dy, 0), given.reshape(updates.shape)]
    if indices.size == len(set(indices.ravel().tolist())):
        function = lambda x, u: x.at[places(axis, indices)].set(u)
        agreed(found, by_jax(function, [x, updates], dy), ("set", x.shape))
    return found


def adding(x, indices, updates, dy, axis):
    function = lambda x, u: x.at[places(axis, indices)].add(u)

    def other(x, u):
        flat = u.reshape(*x.shape[:axis], -1, *x.shape[axis + 1 :])
        return x.index_add(axis, torch.tensor(indices.ravel()), flat)

    return agreed(by_jax(function, [x, updates], dy), by_torch(other, [x, updates], dy), ("add", x.shape))


def greatest(x, indices, updates, dy, axis):
    function = lambda x, u: x.at[places(axis, indices)].max(u)

    def other(x, u):
        # scatter_reduce's gradient is NaN where an element is 0: here every update stands beside x, if it is meant.
        flat = u.reshape(*x.shape[:axis], -1, *x.shape[axis + 1 :]).movedim(axis, 0)[:, None]
        meant = torch.tensor(indices.ravel())[:, None] == torch.arange(x.shape[axis])
        meant = meant.reshape(*meant.shape, *[1] * (x.ndim - 1))
        candidates = torch.where(meant, flat, -torch.inf)
        return torch.cat([x.movedim(axis, 0)[None], candidates]).amax(0).movedim(0, axis)

    return agreed(by_jax(function, [x, updates], dy), by_torch(other, [x, updates], dy), ("max", x.shape))


FUNCTIONS = {"scatterSet": setting, "scatterAdd": adding, "scatterMax": greatest}


def scattered(stream, name, title, x_shape, own, axis, low=0, high=None):
    count = x_shape[axis]
    indices = (stream.below((high or count) - low, *own) + low).reshape(own)
    shape = (*x_shape[:axis], *own, *x_shape[axis + 1 :])
    x, updates, dy = whole(stream, *x_shape), whole(stream, *shape), whole(stream, *x_shape)
    if name == "scatterMax" and title != "ties":
        # Numbers that are all different.
        order = np.argsort(stream.unit(x.size + updates.size), kind="stable") / 4.0 - 2
        x, updates = order[: x.size].reshape(x_shape), order[x.size :].reshape(shape)
    y, dx, dupdates = FUNCTIONS[name](x, np.clip(indices, 0, count - 1), updates, dy, axis)
    row = {"function": name, "title": title, "axis": axis}
    row["shapes"] = {"x": list(x_shape), "indices": list(own), "updates": list(shape)}
    row |= listed(x=x) | {"indices": i32(indices)} | listed(updates=updates, dy=dy, y=y)
    return row | listed(dx=dx, dupdates=dupdates)


def scatters(stream):
    for name in FUNCTIONS:
        for x_shape, own, axis in SCATTERED:
            yield scattered(stream, name, "at random", x_shape, own, axis)
    yield scattered(stream, "scatterMax", "ties", (3,), (7,), 0)
    for name in ("scatterSet", "scatterAdd"):
        yield scattered(stream, name, "all at one index", (1, 3), (4,), 0)


def taken(stream, x_shape, count, axis):
    shape = tuple(count if k == axis else n for k, n in enumerate(x_shape))
    indices, x, dy = stream.below(x_shape[axis], *shape), whole(stream, *x_shape), whole(stream, *shape)
    y, dx = agreed(
        by_jax(lambda v: jnp.take_along_axis(v, indices, axis), [x], dy),
        by_torch(lambda v: torch.take_along_dim(v, torch.tensor(indices, dtype=torch.int64), axis), [x], dy),
        ("takeAlongAxis", x_shape),
    )
    shapes = {"x": list(x_shape), "indices": list(shape)}
    return {"axis": axis, "shapes": shapes} | listed(x=x) | {"indices": i32(indices)} | listed(dy=dy, y=y, dx=dx)


def inside(starts, shape, sizes):
    return [min(max(s, 0), n - k) for s, n, k in zip(starts, shape, sizes)]


def sliced(stream, shape, sizes, starts):
    x, dy = whole(stream, *shape), whole(stream, *sizes)
    at = tuple(slice(s, s + k) for s, k in zip(inside(starts, shape, sizes), sizes))
    y, dx = agreed(
        by_jax(lambda v: jax.lax.dynamic_slice(v, [max(s, 0) for s in starts], sizes), [x], dy),
        by_torch(lambda v: v[at], [x], dy),
        ("dynamicSlice", shape, starts),
    )
    shapes = {"x": list(shape), "y": list(sizes)}
    return {"sizes": list(sizes), "shapes": shapes, "starts": i32(starts)} | listed(x=x, dy=dy, y=y, dx=dx)


def updated(stream, shape, sizes, starts):
    x, update, dy = whole(stream, *shape), whole(stream, *sizes), whole(stream, *shape)
    at = tuple(slice(s, s + k) for s, k in zip(inside(starts, shape, sizes), sizes))

    def other(x, u):
        y = x.clone()
        y[at] = u
        return y

    in_jax = lambda v, u: jax.lax.dynamic_update_slice(v, u, [max(s, 0) for s in starts])
    what = ("dynamicUpdateSlice", shape, starts)
    y, dx, dupdate = agreed(by_jax(in_jax, [x, update], dy), by_torch(other, [x, update], dy), what)
    shapes = {"x": list(shape), "update": list(sizes)}
    numbers = listed(x=x, update=update, dy=dy, y=y, dx=dx, dupdate=dupdate)
    return {"shapes": shapes, "starts": i32(starts)} | numbers


SLICES = [
    ((6,), (3,), [2]),
    ((6,), (3,), [5]),
    ((6,), (3,), [-2]),
    ((4, 5), (2, 3), [1, 1]),
    ((4, 5), (2, 5), [9, -1]),
    ((3, 4, 2), (1, 2, 2), [2, 1, 0]),
    ((4,), (4,), [3]),
]


def main():
    stream = Lcg(5106)
    outside = [((5,), (6,), 0), ((3, 4), (5,), 1)]
    save(
        "scatter",
        {
            "made": MADE,
            "scatter": list(scatters(stream)),
            "clamped": [scattered(stream, f, "outside", *o, -3, 9) for f in FUNCTIONS for o in outside],
            "takeAlongAxis": [
                taken(stream, *o) for o in (((6,), 4, 0), ((3, 4), 5, 1), ((3, 4), 2, 0), ((2, 3, 4), 3, 1))
            ],
            "dynamicSlice": [sliced(stream, *o) for o in SLICES],
            "dynamicUpdateSlice": [updated(stream, *o) for o in SLICES],
        },
    )


if __name__ == "__main__":
    main()
