"""What the scripts share that make a value by JAX and by PyTorch, in float64, and stop where the two disagree."""

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp
import numpy as np
import torch

MADE = f"JAX {jax.__version__} and PyTorch {torch.__version__.split('+')[0]}, float64"
TOLERANCE = 1e-5


def by_jax(function, operands, cotangent=None):
    """-> value, then the vjp of the cotangent with respect to each operand."""
    y, pullback = jax.vjp(function, *[jnp.asarray(x, np.float64) for x in operands])
    gradients = [] if cotangent is None else pullback(jnp.asarray(cotangent, np.float64))
    return [np.asarray(v) for v in (y, *gradients)]


def by_torch(function, operands, cotangent=None):
    """The same; an operand that the function does not use gets zeros."""
    xs = [torch.tensor(np.asarray(x), dtype=torch.float64, requires_grad=True) for x in operands]
    y = function(*xs)
    gradients = []
    if cotangent is not None:
        dy = torch.tensor(np.asarray(cotangent), dtype=torch.float64)
        gradients = torch.autograd.grad(y, xs, dy, allow_unused=True, materialize_grads=True)
    return [v.numpy(force=True) for v in (y, *gradients)]


def agreed(found, expected, what):
    """`found`, once it is what the other library gives; values that are infinite or NaN must be so in both."""
    assert len(found) == len(expected), what
    for k, (a, b) in enumerate(zip(found, expected)):
        assert a.shape == b.shape, (what, k, a.shape, b.shape)
        assert np.allclose(a, b, TOLERANCE, TOLERANCE, equal_nan=True), (what, k, a, b)
    return found


def rounded(x):
    """float32 of a float64 value."""
    return np.asarray(x).astype(np.float32)
