"""Writes special.json: lgamma, digamma, erfinv, logit, logAddExp and nanToNum with gradients, by JAX and PyTorch.

Layout
  unary[]                { name, worst, x[], value[], gradient[] }, point by point; `worst` is the largest error against
                         mpmath, relative to max(1, |true value|); the points are exact in float32, away from poles
  binary[]               logAddExp: { name, worst, x[], y[], value[], gradient: [d/dx, d/dy] }
  edges[]                { name, x[], y?[], value[] } at poles, ends and infinities, where both libraries agree
  nanToNum[]             { options, x[], value[], gradient[] }: options nan, posinf, neginf; without one NaN is 0 and an
                         infinity the greatest or least float32. What is replaced has no gradient
"""

import jax
import jax.numpy as jnp
import mpmath as mp
import numpy as np
import torch

from two_libraries import MADE, agreed, by_jax, by_torch, rounded
from writing import f32, f64, save

mp.mp.dps = 50
nan, inf = np.nan, np.inf
special = jax.scipy.special

GAMMA = [-6.5, -4.25, -2.75, -1.5, -0.625, -0.25, 0.0009765625, 0.03125, 0.5, 0.96875, 1, 1.03125, 1.5, 1.96875, 2]
GAMMA += [2.03125, 3.5, 6.25, 10, 33.5, 171.5, 4096.25]
INSIDE = [0.0009765625, 0.03125, 0.125, 0.25, 0.375, 0.5, 0.53125, 0.75, 0.9375, 0.9990234375]
BOTH = [-0.9998779296875, -0.99609375, -0.875, -0.5, -0.125, -0.0009765625, 0, 0.0625, 0.25, 0.75, 0.96875, 0.9990234375]
PAIRS = [(x, y) for x in (-90.5, -2.25, -0.375, 0, 12.75) for y in (-87.5, -1.5, 0, 0.46875, 9.25, 88.75)]

# name, JAX, PyTorch, mpmath, points
UNARY = [
    ("lgamma", special.gammaln, torch.lgamma, lambda x: mp.log(abs(mp.gamma(x))), GAMMA),
    ("digamma", special.digamma, torch.digamma, mp.digamma, GAMMA),
    ("erfinv", special.erfinv, torch.erfinv, mp.erfinv, BOTH),
    ("logit", special.logit, torch.logit, lambda x: mp.log(x / (1 - x)), INSIDE),
]
EDGES = [
    ("lgamma", special.gammaln, torch.lgamma, [0, -1, -2, inf]),
    ("digamma", special.digamma, torch.digamma, [-1, -2, inf]),
    ("erfinv", special.erfinv, torch.erfinv, [-1, 1, 1.5, -2, nan]),
    ("logit", special.logit, torch.logit, [0, 1, -0.5, 1.5, nan]),
]
FAR = [(1000, 1000), (-1000, 1000), (-inf, 2), (2, -inf), (-inf, -inf), (inf, 1), (inf, inf), (inf, -inf), (nan, 1)]
REPLACED = [nan, inf, -inf, 0, -1.5, 3.25, -nan]
# Never twice the same, so that each says which it stands for.
OPTIONS = [{}, {"nan": 7}, {"posinf": 100, "neginf": -100}, {"nan": -1, "posinf": 2, "neginf": 0.5}]


def points(values):
    x = np.array(values, np.float64)
    assert np.array_equal(x, x.astype(np.float32), equal_nan=True)
    return x


def worst(found, true):
    return max(abs(float(mp.mpf(float(a)) - b)) / max(1.0, abs(float(b))) for a, b in zip(found, true, strict=True))


def unary(name, in_jax, in_torch, precise, values):
    x = points(values)
    value, gradient = agreed(by_jax(in_jax, [x], 1 + 0 * x), by_torch(in_torch, [x], 1 + 0 * x), name)
    exact = lambda order: [mp.diff(precise, mp.mpf(v), order) if order else precise(mp.mpf(v)) for v in x]
    error = max(worst(value, exact(0)), worst(gradient, exact(1)))
    assert error < 1e-8, (name, error)
    return {"name": name, "worst": error, "x": f64(x), "value": f64(value), "gradient": f64(gradient)}


def log_add_exp():
    pair = list(points(PAIRS).T)
    ones = 1 + 0 * pair[0]
    value, *gradient = agreed(by_jax(jnp.logaddexp, pair, ones), by_torch(torch.logaddexp, pair, ones), "logAddExp")
    precise = lambda a, b: mp.log(mp.exp(a) + mp.exp(b))
    error = worst(value, [precise(mp.mpf(a), mp.mpf(b)) for a, b in PAIRS])
    assert error < 1e-14, error
    row = {"name": "logAddExp", "worst": error, "x": f64(pair[0]), "y": f64(pair[1])}
    return row | {"value": f64(value), "gradient": [f64(g) for g in gradient]}


def edges():
    for name, in_jax, in_torch, values in EDGES:
        x = points(values)
        (value,) = agreed(by_jax(in_jax, [x]), by_torch(in_torch, [x]), name)
        yield {"name": name, "x": f64(x), "value": f64(value)}
    x, y = points(FAR).T
    (value,) = agreed(by_jax(jnp.logaddexp, [x, y]), by_torch(torch.logaddexp, [x, y]), "logAddExp")
    yield {"name": "logAddExp", "x": f64(x), "y": f64(y), "value": f64(value)}


def nan_to_num(options):
    """In float32, for that has the greatest number that we have."""
    x = jnp.asarray(REPLACED, jnp.float32)
    value, pullback = jax.vjp(lambda v: jnp.nan_to_num(v, **options), x)
    (gradient,) = pullback(jnp.ones_like(value))
    given = torch.tensor(REPLACED, dtype=torch.float32, requires_grad=True)
    other = torch.nan_to_num(given, **options)
    other.sum().backward()
    agreed([np.asarray(value), np.asarray(gradient)], [other.numpy(force=True), given.grad.numpy()], options)
    return {"options": options, "x": f32(np.asarray(x)), "value": f32(value), "gradient": f32(gradient)}


def main():
    save(
        "special",
        {
            "made": f"{MADE}; checked against mpmath {mp.__version__}",
            "unary": [unary(*row) for row in UNARY],
            "binary": [log_add_exp()],
            "edges": list(edges()),
            "nanToNum": [nan_to_num(o) for o in OPTIONS],
        },
    )


if __name__ == "__main__":
    main()
