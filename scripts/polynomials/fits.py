"""What is approximated: one row a polynomial. All functions are evaluated with 40 digits; a weight makes the error that counts."""

from dataclasses import dataclass
from typing import Callable

import mpmath as mp

mp.mp.dps = 40


@dataclass(frozen=True)
class Fit:
    name: str
    meaning: str
    value: Callable
    weight: Callable
    low: float
    high: float
    terms: int
    double: bool = False


def odd(f, x):
    """(f(x) / x - 1) / x² as a function of z = x²; at 0 near enough from beside it."""
    z = mp.mpf(x) if x > 1e-12 else mp.mpf(10) ** -12
    root = mp.sqrt(z)
    return (f(root) / root - 1) / z


def odd_weight(f, x):
    """The relative error of x + x³ P(x²)."""
    z = mp.mpf(x) if x > 1e-12 else mp.mpf(10) ** -12
    root = mp.sqrt(z)
    return z * root / f(root)


def beside(x):
    return mp.mpf(x) if abs(x) > 1e-12 else mp.mpf(10) ** -12


def twice_artanh(x):
    return 2 * mp.atanh(x)


def artanh_tail(x):
    """(2 artanh(s) / s - 2) / s² as a function of z = s²."""
    return 2 * odd(mp.atanh, x)


def half(x):
    return mp.mpf(x) / 2


LN2 = mp.log(2)
HALF_LN2 = 0.34668  # ln 2 / 2, and what the rounding of x log2(e) adds

FITS = [
    Fit('exponential', 'e^r = 1 + r + r² P(r), relative to e^r - 1',
        lambda r: (mp.expm1(beside(r)) - beside(r)) / beside(r) ** 2, lambda r: beside(r) ** 2 / abs(mp.expm1(beside(r))),
        -HALF_LN2, HALF_LN2, 5),
    Fit('logarithm', 'log((1 + s) / (1 - s)) = 2s + s z P(z), z = s²',
        artanh_tail, lambda z: beside(z) ** 1.5 / twice_artanh(mp.sqrt(beside(z))), 0, 0.029449, 3),
    Fit('logarithmOfSum', 'the same for log(1 + y), 0 <= y <= 1, s = y / (2 + y)',
        artanh_tail, lambda z: beside(z) ** 1.5 / twice_artanh(mp.sqrt(beside(z))), 0, 1 / 9, 4),
    Fit('sine', 'sin r = r + r z P(z), z = r², |r| <= pi / 4', lambda z: odd(mp.sin, z), lambda z: odd_weight(mp.sin, z), 0, 0.6170, 3),
    Fit('cosine', 'cos r = 1 - z / 2 + z² P(z)',
        lambda z: (mp.cos(mp.sqrt(beside(z))) - 1 + beside(z) / 2) / beside(z) ** 2,
        lambda z: beside(z) ** 2 / mp.cos(mp.sqrt(beside(z))), 0, 0.6170, 3),
    Fit('arcTangent', 'atan t = t + t z P(z), z = t², t <= 1', lambda z: odd(mp.atan, z), lambda z: odd_weight(mp.atan, z), 0, 1, 8),
    Fit('arcSine', 'asin t = t + t z P(z), z = t², t <= 1/2', lambda z: odd(mp.asin, z), lambda z: odd_weight(mp.asin, z), 0, 0.25, 5),
    Fit('hyperbolicSine', 'sinh x = x + x z P(z), x <= 1', lambda z: odd(mp.sinh, z), lambda z: odd_weight(mp.sinh, z), 0, 1, 4),
    Fit('hyperbolicTangent', 'tanh x = x + x z P(z), x <= 0.625',
        lambda z: odd(mp.tanh, z), lambda z: odd_weight(mp.tanh, z), 0, 0.625**2, 5),
    Fit('errorFunction', 'erf x = x + x P(z), z = x², x <= 0.9',
        lambda z: mp.erf(mp.sqrt(beside(z))) / mp.sqrt(beside(z)) - 1,
        lambda z: mp.sqrt(beside(z)) / mp.erf(mp.sqrt(beside(z))), 0, 0.81, 7),
    Fit('errorTail', 'log2 erfc x = P(x - 1), 0.9 <= x <= 4, by its part in erf x',
        lambda t: mp.log(mp.erfc(1 + mp.mpf(t)), 2),
        lambda t: mp.erfc(1 + mp.mpf(t)) * LN2 / mp.erf(1 + mp.mpf(t)), -0.1, 3, 7),
    Fit('powerOfTwo', '2^r = 1 + r P(r), |r| <= 1/2, of the tail of erf',
        lambda r: (mp.power(2, beside(r)) - 1) / beside(r), lambda r: abs(beside(r)) / mp.power(2, r), -0.5, 0.5, 5),
    Fit('powerOfTwoInDouble', '2^r = P(r), |r| <= 1/2', lambda r: mp.power(2, r), lambda r: mp.power(2, -mp.mpf(r)), -0.5, 0.5, 7, double=True),
    Fit('logarithmInDouble', 'log2((1 + s) / (1 - s)) = s P(z), z = s²',
        lambda z: twice_artanh(mp.sqrt(beside(z))) / mp.sqrt(beside(z)) / LN2,
        lambda z: mp.sqrt(beside(z)) / twice_artanh(mp.sqrt(beside(z))), 0, 0.029449, 5, double=True),
    Fit('scaledErfc', 'erfc x e^(x²) (1 + 2x) = P((x - 2) / (x + 2)), 0 <= x <= 10.2',
        lambda t: (lambda x: mp.erfc(x) * mp.exp(x * x) * (1 + 2 * x))(2 * (1 + mp.mpf(t)) / (1 - mp.mpf(t))),
        lambda t: (lambda x: 1 / (mp.erfc(x) * mp.exp(x * x) * (1 + 2 * x)))(2 * (1 + mp.mpf(t)) / (1 - mp.mpf(t))),
        -1, 0.6722, 12, double=True),
]
