"""Writes convolve.json: convolutions and both their gradients by JAX and PyTorch, over the product of all options.

Layout
  cases[]
    strides, padding, dilation, inputDilation, groups
                         the options of `convolve(x, kernel, options)`; `same` is ceil(dilated extent / stride) with
                         the smaller half of the padding in front, explicit padding is one [low, high] an axis, may be
                         negative, and counts after x is dilated
    shapes               { x: [N, ...space, C], kernel: [...window, C / groups, F], y: [N, ...space, F] }
    x[], kernel[], dy[]  whole numbers, so that everything is exact in float32 whatever the order of its sums
    y[], dx[], dkernel[] the result, and the vjp of dy
The axes of a case have options of their own: the case's, then the next in the list, and so on.
"""

import itertools
import math

import jax
import numpy as np
import torch
from torch.nn import functional as F

from lcg import Lcg
from two_libraries import MADE, agreed, by_jax, by_torch, rounded
from writing import f32, save

STRIDES = [1, 2, 3]
PADDINGS = ["valid", "same", "explicit"]
DILATIONS = [1, 2]
EXPLICIT = [[1, 2], [2, 0], [0, 1], [-1, 3], [3, -1]]
# channels of x, feature groups, filters
CHANNELS = [(2, 1, 3), (4, 2, 2), (3, 3, 6)]
# variants: batch, extents, window; by dimensions
VARIANTS = {
    1: [(2, [7], [3]), (1, [8], [2])],
    2: [(1, [5, 6], [3, 2])],
    3: [(1, [3, 2, 5], [2, 1, 3])],
}


def span(window, dilation):
    return (window - 1) * dilation + 1


def pads(padding, extents, window, strides, dilation):
    """One (low, high) an axis; extents after x is dilated."""
    if padding == "valid":
        return [(0, 0) for _ in extents]
    if padding == "same":
        whole = [
            max((math.ceil(n / s) - 1) * s + span(w, d) - n, 0)
            for n, w, s, d in zip(extents, window, strides, dilation)
        ]
        return [(p // 2, p - p // 2) for p in whole]
    return [tuple(p) for p in padding]


def along(values, first, rank):
    """The case's value on the first axis, the next ones in the list on the others."""
    start = values.index(first)
    return [values[(start + k) % len(values)] for k in range(rank)]


def convolve_jax(o, pad):
    letters = "DHW"[-len(pad) :]
    layout = (f"N{letters}C", f"{letters}IO", f"N{letters}C")
    return lambda x, kernel: jax.lax.conv_general_dilated(
        x, kernel, o["strides"], pad, o["inputDilation"], o["dilation"], layout, o["groups"]
    )


def convolve_torch(o, pad):
    rank = len(pad)
    last, first = [0, rank + 1, *range(1, rank + 1)], [0, *range(2, rank + 2), 1]

    def function(x, kernel):
        x = spread(x.permute(last), o["inputDilation"])
        # The last axis first; where the padding is negative, it cuts.
        x = F.pad(x, [p for pair in reversed(pad) for p in pair])
        turned = kernel.permute([rank + 1, rank, *range(rank)])
        conv = (F.conv1d, F.conv2d, F.conv3d)[rank - 1]
        return conv(x, turned, None, o["strides"], 0, o["dilation"], o["groups"]).permute(first)

    return function


def spread(x, dilation):
    """x with zeros between its elements."""
    extents = [span(n, d) for n, d in zip(x.shape[2:], dilation)]
    out = torch.zeros(*x.shape[:2], *extents, dtype=x.dtype)
    out[(slice(None), slice(None), *(slice(None, None, d) for d in dilation))] = x
    return out


def transposed_torch(o, pad, y_shape):
    """The same as PyTorch's transposed convolution, where that has it: stride 1, as much padding as it takes away."""
    rank = len(pad)

    def function(x, kernel):
        groups, window = o["groups"], kernel.shape[:rank]
        turned = kernel.flip(list(range(rank))).permute([rank, rank + 1, *range(rank)])
        # [C / groups, F, ...] to [C, F / groups, ...]
        turned = torch.cat(turned.chunk(groups, 1), 0)
        taken = [span(w, d) - 1 - low for w, d, (low, _) in zip(window, o["dilation"], pad)]
        bare = [span(n, d) + span(w, e) - 1 - 2 * p for n, d, w, e, p in
                zip(x.shape[1:], o["inputDilation"], window, o["dilation"], taken)]
        more = [want - n for want, n in zip(y_shape[1:], bare)]
        if any(p < 0 for p in taken) or any(m < 0 or m >= max(d, e) for m, d, e in zip(more, o["inputDilation"], o["dilation"])):
            return None
        conv = (F.conv_transpose1d, F.conv_transpose2d, F.conv_transpose3d)[rank - 1]
        first, last = [0, rank + 1, *range(1, rank + 1)], [0, *range(2, rank + 2), 1]
        y = conv(x.permute(first), turned, None, o["inputDilation"], taken, more, groups, o["dilation"])
        return y.permute(last)

    return function


def options():
    """Everything that a case is made of but its numbers."""
    for rank, variants in VARIANTS.items():
        product = itertools.product(variants, STRIDES, PADDINGS, DILATIONS, DILATIONS, CHANNELS)
        for at, (variant, stride, padding, dilation, input_dilation, channels) in enumerate(product):
            yield rank, at, variant, stride, padding, dilation, input_dilation, channels


def case(stream, rank, at, variant, stride, padding, dilation, input_dilation, channels):
    (batch, extents, window), (c, groups, filters) = variant, channels
    o = {
        "strides": along(STRIDES, stride, rank),
        "padding": [EXPLICIT[(at + k) % len(EXPLICIT)] for k in range(rank)] if padding == "explicit" else padding,
        "dilation": along(DILATIONS, dilation, rank),
        "inputDilation": along(DILATIONS, input_dilation, rank),
        "groups": groups,
    }
    # Every other case has its extents the other way round, and its window.
    turn = (lambda xs: xs[::-1]) if at % 2 else (lambda xs: xs)
    x_shape, kernel_shape = [batch, *turn(extents), c], [*turn(window), c // groups, filters]
    spaces = [span(n, d) for n, d in zip(x_shape[1:-1], o["inputDilation"])]
    pad = pads(o["padding"], spaces, kernel_shape[:rank], o["strides"], o["dilation"])
    counted = zip(spaces, pad, kernel_shape, o["dilation"], o["strides"])
    y_shape = [batch, *((n + sum(p) - span(w, d)) // s + 1 for n, p, w, d, s in counted), filters]
    assert min(y_shape) > 0, (o, y_shape)
    whole = lambda shape: (stream.below(9, *shape) - 4).astype(np.float64)
    x, kernel, dy = whole(x_shape), whole(kernel_shape), whole(y_shape)
    found = agreed(by_jax(convolve_jax(o, pad), [x, kernel], dy), by_torch(convolve_torch(o, pad), [x, kernel], dy), o)
    if checked_as_transposed(o, pad, x, kernel, dy, found):
        TRANSPOSED.append(at)
    shapes = {"x": x_shape, "kernel": kernel_shape, "y": y_shape}
    numbers = dict(zip(("x", "kernel", "dy", "y", "dx", "dkernel"), [x, kernel, dy, *found]))
    return o | {"shapes": shapes} | {name: f32(rounded(v)) for name, v in numbers.items()}


TRANSPOSED = []


def checked_as_transposed(o, pad, x, kernel, dy, found):
    if any(s != 1 for s in o["strides"]):
        return False
    function = transposed_torch(o, pad, dy.shape)
    if function(torch.tensor(x), torch.tensor(kernel)) is None:
        return False
    agreed(by_torch(function, [x, kernel], dy), found, ("transposed", o))
    return True


def main():
    stream = Lcg(5101)
    cases = [case(stream, *o) for o in options()]
    assert len(cases) >= 300 and len(TRANSPOSED) >= 20, (len(cases), len(TRANSPOSED))
    save("convolve", {"made": MADE, "cases": cases})


if __name__ == "__main__":
    main()
