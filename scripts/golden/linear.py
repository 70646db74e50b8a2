"""Writes linear.json: cholesky and triangularSolve with gradients, by JAX and PyTorch.

Layout
  cholesky[]             { shape, x[], dy[], y[], dx[] }: x = y yᵀ is symmetric, y lower triangular. dx is symmetric as
                         well: it stands for changes of x that keep it so (a rule that reads the lower half alone gives
                         the sum of both halves there; compare dx + dxᵀ)
  triangularSolve[]      y solves a y = b, or with `transposed` aᵀ y = b
    lower, transposed, unitDiagonal
                         which half of a is read, whose other half holds numbers that must not matter; with unitDiagonal
                         its diagonal counts as ones
    shapes               { a: [..., n, n], b: [..., n, m] }
    a[], b[], dy[], y[], da[], db[]
                         da is 0 wherever a is not read
  From float64; operands are exact in float32.
"""

import itertools

import jax
import jax.numpy as jnp
import numpy as np
import torch

from lcg import Lcg
from two_libraries import MADE, agreed, by_jax, by_torch, rounded
from writing import f32, save


def cholesky(stream, shape):
    root = stream.between(-1, 1, 1 / 8, *shape).astype(np.float64)
    # Exact: sums of products of eighths.
    x = root @ root.swapaxes(-1, -2) + 2 * np.eye(shape[-1])
    dy = stream.between(-2, 2, 1 / 4, *shape).astype(np.float64)
    symmetric = lambda v: (v + v.swapaxes(-1, -2)) / 2
    y, dx = agreed(
        by_jax(lambda v: jnp.linalg.cholesky(symmetric(v)), [x], dy),
        by_torch(lambda v: torch.linalg.cholesky(symmetric(v)), [x], dy),
        shape,
    )
    return {"shape": list(shape)} | {k: f32(rounded(v)) for k, v in zip(("x", "dy", "y", "dx"), (x, dy, y, dx))}


def solve(stream, shape, columns, lower, transposed, unit):
    n = shape[-1]
    a = stream.between(-1, 1, 1 / 8, *shape).astype(np.float64)
    # Away from 0 on the diagonal.
    a = a * (1 - np.eye(n)) + np.eye(n) * (1.5 + np.abs(a))
    b, dy = (stream.between(-2, 2, 1 / 4, *shape[:-1], columns).astype(np.float64) for _ in range(2))

    def in_jax(a, b):
        return jax.lax.linalg.triangular_solve(
            a, b, left_side=True, lower=lower, transpose_a=transposed, unit_diagonal=unit
        )

    def in_torch(a, b):
        a = torch.tril(a) if lower else torch.triu(a)
        a, upper = (a.mT, lower) if transposed else (a, not lower)
        return torch.linalg.solve_triangular(a, b, upper=upper, unitriangular=unit)

    what = (shape, columns, lower, transposed, unit)
    found = agreed(by_jax(in_jax, [a, b], dy), by_torch(in_torch, [a, b], dy), what)
    numbers = zip(("a", "b", "dy", "y", "da", "db"), (a, b, dy, *found))
    options = {"lower": lower, "transposed": transposed, "unitDiagonal": unit}
    shapes = {"shapes": {"a": list(shape), "b": list(b.shape)}}
    return options | shapes | {name: f32(rounded(v)) for name, v in numbers}


def main():
    stream = Lcg(5105)
    flags = itertools.product((True, False), (False, True), (False, True))
    solved = [((4, 4), 2), ((2, 3, 3), 1)]
    save(
        "linear",
        {
            "made": MADE,
            "cholesky": [cholesky(stream, shape) for shape in ((1, 1), (3, 3), (6, 6), (2, 4, 4), (2, 2, 3, 3))],
            "triangularSolve": [solve(stream, *given, *o) for o in flags for given in solved],
        },
    )


if __name__ == "__main__":
    main()
