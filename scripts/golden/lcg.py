"""One 32-bit stream of numbers that any language can make again.

s = (1664525 s + 1013904223) mod 2^32, starting from the seed; each number is u = (s >> 8) / 2^24, exact in float32.
"""

import math

import numpy as np


class Lcg:
    def __init__(self, seed):
        self.s = seed

    def unit(self, *shape):
        """u, in row-major order, as float32."""
        return self.draw(shape).astype(np.float32)

    def glorot(self, fan_in, fan_out):
        """float32((2 u - 1) sqrt(6 / (fan_in + fan_out))), computed in float64 and rounded once."""
        return ((2 * self.draw((fan_in, fan_out)) - 1) * math.sqrt(6 / (fan_in + fan_out))).astype(np.float32)

    def below(self, limit, *shape):
        """floor(u * limit), as int32."""
        return np.floor(self.draw(shape) * limit).astype(np.int32)

    def between(self, low, high, step, *shape):
        """Multiples of `step` in [low, high), step a power of two: exact in float32, the same in every precision."""
        count = round((high - low) / step)
        return (low + step * np.floor(self.draw(shape) * count)).astype(np.float32)

    def draw(self, shape):
        out = np.empty(math.prod(shape), np.float64)
        for k in range(out.size):
            self.s = (1664525 * self.s + 1013904223) & 0xFFFFFFFF
            out[k] = (self.s >> 8) / 16777216.0
        return out.reshape(shape)


def fnv1a32(array):
    """FNV-1a over the little-endian bytes, as 8 hex digits."""
    h = 0x811C9DC5
    for byte in np.ascontiguousarray(array, array.dtype.newbyteorder("<")).tobytes():
        h = ((h ^ byte) * 0x01000193) & 0xFFFFFFFF
    return f"{h:08x}"
