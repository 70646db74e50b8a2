"""Writes pooling.json: max, average and sum pools and their gradients by PyTorch and JAX.

Layout
  cases[]
    window, strides, padding, dilation
                         the options of `maxPool(x, options)`; `same` and explicit padding as in convolve.json
    shapes               { x: [N, ...space, C], y: [N, ...space, C] }
    x[], dy[]            whole numbers, many of them equal: where maxima tie, the first of the window gets the gradient
                         (row-major, as in PyTorch)
    max, sum, avg        { y[], dx[] } each. Padding is never the maximum, adds 0 to a sum and does not count in an
                         average, whatever the padding is called (Keras' `same`, PyTorch's count_include_pad=False)
"""

import itertools

import jax
import jax.numpy as jnp
import numpy as np
import torch
from torch.nn import functional as F

from convolve import along, pads, span
from lcg import Lcg
from two_libraries import MADE, agreed, by_jax, by_torch, rounded
from writing import f32, save

STRIDES = [1, 2, 3]
PADDINGS = ["valid", "same", "explicit"]
DILATIONS = [1, 2]
EXPLICIT = [[1, 0], [0, 1], [1, 1]]
# batch, extents, channels, window; by dimensions
VARIANTS = {
    1: [(2, [7], 2, [2]), (1, [8], 3, [3])],
    2: [(1, [6, 5], 2, [2, 3]), (2, [5, 6], 1, [2, 2])],
    3: [(1, [3, 5, 4], 1, [2, 3, 2])],
}


def patches(x, o, pad, fill):
    """-> [N, ...space, C, window]: the elements under each window, by indices alone; and which of them are real."""
    rank = len(pad)
    wide = jnp.pad(x, [(0, 0), *pad, (0, 0)], constant_values=fill)
    real = jnp.pad(jnp.ones(x.shape, bool), [(0, 0), *pad, (0, 0)])
    places = [
        np.arange((n - span(w, d)) // s + 1)[:, None] * s + np.arange(w) * d
        for n, w, d, s in zip(wide.shape[1:-1], o["window"], o["dilation"], o["strides"])
    ]

    def under(values):
        for axis, place in enumerate(places):
            # [..., places, window, ...]: the window's axis is moved to the end.
            values = jnp.moveaxis(jnp.take(values, place, axis + 1), axis + 2, -1)
        return values.reshape(*values.shape[: rank + 2], -1)

    return under(wide), under(real)


def max_jax(o, pad):
    def function(x):
        values, _ = patches(x, o, pad, -jnp.inf)
        return jnp.take_along_axis(values, jnp.argmax(values, -1)[..., None], -1)[..., 0]

    return function


def sum_jax(o, pad):
    return lambda x: jax.lax.reduce_window(
        x, 0.0, jax.lax.add, *sizes(o), [(0, 0), *pad, (0, 0)], None, (1, *o["dilation"], 1)
    )


def avg_jax(o, pad):
    def function(x):
        values, real = patches(x, o, pad, 0.0)
        return values.sum(-1) / real.sum(-1)

    return function


def sizes(o):
    return (1, *o["window"], 1), (1, *o["strides"], 1)


def channels_first(function, pad, fill):
    rank = len(pad)
    first, last = [0, rank + 1, *range(1, rank + 1)], [0, *range(2, rank + 2), 1]
    flat = [p for pair in reversed(pad) for p in pair]
    return lambda x: function(F.pad(x.permute(first), flat, value=fill)).permute(last)


def max_torch(o, pad):
    pool = (F.max_pool1d, F.max_pool2d, F.max_pool3d)[len(pad) - 1]
    return channels_first(lambda x: pool(x, o["window"], o["strides"], 0, o["dilation"]), pad, -np.inf)


def sum_torch(o, pad):
    """A convolution of every channel with ones."""
    conv = (F.conv1d, F.conv2d, F.conv3d)[len(pad) - 1]

    def function(x):
        c = x.shape[1]
        ones = torch.ones(c, 1, *o["window"], dtype=x.dtype)
        return conv(x, ones, None, o["strides"], 0, o["dilation"], c)

    return channels_first(function, pad, 0.0)


def avg_torch(o, pad):
    total = sum_torch(o, pad)
    return lambda x: total(x) / total(torch.ones_like(x))


def case(stream, rank, at, variant, stride, padding, dilation):
    batch, extents, channels, window = variant
    o = {
        "window": window,
        "strides": along(STRIDES, stride, rank),
        "padding": [EXPLICIT[(at + k) % len(EXPLICIT)] for k in range(rank)] if padding == "explicit" else padding,
        "dilation": along(DILATIONS, dilation, rank),
    }
    pad = pads(o["padding"], extents, window, o["strides"], o["dilation"])
    counted = zip(extents, pad, window, o["dilation"], o["strides"])
    x_shape = [batch, *extents, channels]
    y_shape = [batch, *((n + sum(p) - span(w, d)) // s + 1 for n, p, w, d, s in counted), channels]
    x, dy = ((stream.below(7, *shape) - 3).astype(np.float64) for shape in (x_shape, y_shape))
    told = {}
    for name, one, other in (("max", max_jax, max_torch), ("sum", sum_jax, sum_torch), ("avg", avg_jax, avg_torch)):
        y, dx = agreed(by_jax(one(o, pad), [x], dy), by_torch(other(o, pad), [x], dy), (name, o))
        told[name] = {"y": f32(rounded(y)), "dx": f32(rounded(dx))}
    plain_average(o, pad, x, dy, told["avg"])
    return o | {"shapes": {"x": x_shape, "y": y_shape}, "x": f32(rounded(x)), "dy": f32(rounded(dy))} | told


def plain_average(o, pad, x, dy, told):
    """PyTorch's own averages, where it can be asked for them: no dilation, and the same padding on both sides."""
    if any(d != 1 for d in o["dilation"]) or any(low != high for low, high in pad):
        return
    rank = len(pad)
    pool = (F.avg_pool1d, F.avg_pool2d, F.avg_pool3d)[rank - 1]
    lows = [low for low, _ in pad]
    function = channels_first(
        lambda v: pool(v, o["window"], o["strides"], lows, count_include_pad=False), [(0, 0)] * rank, 0.0
    )
    for name, found in zip(("y", "dx"), by_torch(function, [x], dy)):
        assert np.allclose(found.ravel(), told[name], 1e-5, 1e-6), (name, o)


def main():
    stream = Lcg(5102)
    cases = []
    for rank, variants in VARIANTS.items():
        for at, options in enumerate(itertools.product(variants, STRIDES, PADDINGS, DILATIONS)):
            cases.append(case(stream, rank, at, *options))
    save("pooling", {"made": MADE, "cases": cases})


if __name__ == "__main__":
    main()
