"""Writes resize.json: interpolation by halves, nearest and linear along each axis, and its gradients by JAX and PyTorch.

Layout
  cases[]
    size, interpolation  the arguments of `resize(x, size, { interpolation })`; nothing is smoothed on the way down
    shapes               { x: [N, ...space, C], y: [N, ...size, C] }
    x[], dy[]            whole numbers
    y[], dx[]            PyTorch calls them `nearest-exact` and `linear`, `bilinear`, `trilinear` with align_corners=False
"""

import jax
import numpy as np
from torch.nn import functional as F

from lcg import Lcg
from with_torch_and_jax import MADE, agreed, by_jax, by_torch, rounded
from writing import f32, save

# batch, extents, channels, size
VARIANTS = [
    (2, [5], 2, [5]),
    (1, [4], 2, [8]),
    (1, [4], 1, [9]),
    (1, [9], 2, [3]),
    (1, [8], 1, [4]),
    (2, [7], 1, [3]),
    (1, [5], 1, [1]),
    (1, [1], 2, [4]),
    (2, [3, 4], 2, [6, 8]),
    (1, [6, 5], 1, [4, 7]),
    (1, [4, 6], 2, [2, 3]),
    (1, [2, 3, 2], 1, [4, 2, 5]),
]
LINEAR = ["linear", "bilinear", "trilinear"]


def case(stream, variant, interpolation):
    batch, extents, channels, size = variant
    x_shape, y_shape = [batch, *extents, channels], [batch, *size, channels]
    x, dy = ((stream.below(9, *shape) - 4).astype(np.float64) for shape in (x_shape, y_shape))
    rank = len(size)
    first, last = [0, rank + 1, *range(1, rank + 1)], [0, *range(2, rank + 2), 1]
    nearest = interpolation == "nearest"
    by = {"mode": "nearest-exact"} if nearest else {"mode": LINEAR[rank - 1], "align_corners": False}
    one = lambda v: jax.image.resize(v, y_shape, "nearest" if nearest else "linear", antialias=False)
    other = lambda v: F.interpolate(v.permute(first), tuple(size), **by).permute(last)
    y, dx = agreed(by_jax(one, [x], dy), by_torch(other, [x], dy), (variant, interpolation))
    numbers = {"x": x, "dy": dy, "y": y, "dx": dx}
    return {"size": size, "interpolation": interpolation, "shapes": {"x": x_shape, "y": y_shape}} | {
        name: f32(rounded(value)) for name, value in numbers.items()
    }


def main():
    stream = Lcg(6203)
    cases = [case(stream, variant, way) for variant in VARIANTS for way in ("nearest", "bilinear")]
    save("resize", {"made": MADE, "cases": cases})


if __name__ == "__main__":
    main()
