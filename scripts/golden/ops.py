"""Writes ops.json: element-wise functions by JAX in float64, with first and second derivatives, and threefry2x32.

Layout
  unary[]                { name, worst, x[], value[], gradient[], second[] }: f(x), f'(x), f''(x), point by point
  binary[]               { name, worst, operands: [first, second] in the function's own order, x[], y[], value[],
                         gradient: [d/dx, d/dy], second: [dxx, dxy, dyy] }. second is null for floor, ceil, round, sign
    worst                largest error of the row against mpmath with 50 digits, relative to max(1, |true value|)
  edges[]                { name, x, y?, value, gradient }: what JAX gives at borders, ties and kinks. For information:
                         our own conventions at kinks are written in the ops
  All points are exact in float32. They lie inside the domain, away from kinks, but for floor, ceil, round, sign, whose
  `value` is asked for at halves and whole numbers too (and whose gradient is 0 everywhere).
  threefry
    random123[]          { key: [k0, k1], counter: [c0, c1], result: [r0, r1] }, u32: the known answers of Random123
                         (threefry2x32, 20 rounds)
    pairs[]              the same, for more keys and counters, by JAX
    bits[]               { key, shape, values[] }: jax.random.bits (partitionable): element i is r0 xor r1 for the
                         counter (i >> 32, i)
    uniform[]            { key, values[] }: jax.random.uniform in float32 of those bits: (bits >> 9) / 2^23
"""

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp
import mpmath as mp
import numpy as np
from jax.extend.random import threefry_2x32

from writing import f32, f64, save

mp.mp.dps = 50

WIDE = [-20, -6.5, -3, -1.75, -1, -0.5, -0.125, -0.0009765625, 0, 0.0009765625, 0.125, 0.5, 1, 1.75, 3, 6.5, 20]
POSITIVE = [0.0009765625, 0.03125, 0.25, 0.5, 0.875, 1, 1.125, 1.5, 2, 3.75, 10, 100.5, 4096.25]
INSIDE = [-0.96875, -0.75, -0.5, -0.25, -0.03125, -0.0009765625, 0, 0.0009765625, 0.03125, 0.25, 0.5, 0.75, 0.96875]
ANGLES = [-20.5, -7.25, -4, -2.5, -1, -0.5, -0.03125, 0, 0.03125, 0.5, 1, 2.5, 4, 7.25, 20.5]
TAIL = [-5.5, -4, -2.5, -1, -0.5, -0.03125, 0, 0.03125, 0.5, 1, 2.5, 4, 5.5]
AWAY = [-20.25, -3.75, -2.25, -1.125, -0.625, -0.25, 0.25, 0.625, 1.125, 2.25, 3.75, 20.25]
STEPS = [-3, -2.75, -2.5, -1.5, -1.25, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 1.5, 2.5, 3, 1000000.5]

sigmoid = lambda x: 1 / (1 + mp.exp(-x))

# name, function, the same in mpmath, points
SMOOTH = [
    ("exp", jnp.exp, mp.exp, WIDE),
    ("expm1", jnp.expm1, mp.expm1, WIDE),
    ("log", jnp.log, mp.log, POSITIVE),
    ("log1p", jnp.log1p, mp.log1p, [-0.96875, -0.5, -0.125, -0.0009765625, 0, *POSITIVE]),
    ("sqrt", jnp.sqrt, mp.sqrt, POSITIVE),
    ("rsqrt", jax.lax.rsqrt, lambda x: 1 / mp.sqrt(x), POSITIVE),
    ("sin", jnp.sin, mp.sin, ANGLES),
    ("cos", jnp.cos, mp.cos, ANGLES),
    ("tan", jnp.tan, mp.tan, ANGLES),
    ("asin", jnp.arcsin, mp.asin, INSIDE),
    ("acos", jnp.arccos, mp.acos, INSIDE),
    ("atan", jnp.arctan, mp.atan, WIDE),
    ("sinh", jnp.sinh, mp.sinh, [x / 2 for x in WIDE]),
    ("cosh", jnp.cosh, mp.cosh, [x / 2 for x in WIDE]),
    ("tanh", jnp.tanh, mp.tanh, WIDE),
    ("erf", jax.scipy.special.erf, mp.erf, TAIL),
    ("erfc", jax.scipy.special.erfc, mp.erfc, TAIL),
    ("sigmoid", jax.nn.sigmoid, sigmoid, WIDE),
    ("softplus", jax.nn.softplus, lambda x: mp.log1p(mp.exp(x)), WIDE),
    ("square", jnp.square, lambda x: x * x, WIDE),
    ("neg", jnp.negative, lambda x: -x, WIDE),
    ("abs", jnp.abs, abs, AWAY),
]
STEPWISE = [("sign", jnp.sign), ("floor", jnp.floor), ("ceil", jnp.ceil), ("round", jnp.round)]

GRID = [(x, y) for x in (-20.5, -2.25, -0.375, 0.625, 3.5, 12.75) for y in (-7.5, -1.5, -0.34375, 0.46875, 2.75, 9.25)]
POWERS = [(x, y) for x in (0.03125, 0.625, 1, 1.5, 9.25) for y in (-2.5, -1, -0.375, 0, 0.5, 1, 2, 3.25)]
mp_mod = lambda x, y: x - y * mp.floor(x / y)

BINARY = [
    ("add", ["a", "b"], jnp.add, lambda x, y: x + y, GRID),
    ("sub", ["a", "b"], jnp.subtract, lambda x, y: x - y, GRID),
    ("mul", ["a", "b"], jnp.multiply, lambda x, y: x * y, GRID),
    ("div", ["a", "b"], jnp.divide, lambda x, y: x / y, GRID),
    ("pow", ["base", "exponent"], jnp.power, lambda x, y: x**y, POWERS),
    ("atan2", ["y", "x"], jnp.arctan2, mp.atan2, GRID),
    ("mod", ["a", "b"], jnp.mod, mp_mod, GRID),
    ("maximum", ["a", "b"], jnp.maximum, max, GRID),
    ("minimum", ["a", "b"], jnp.minimum, min, GRID),
    ("logAddExp", ["a", "b"], jnp.logaddexp, lambda x, y: mp.log(mp.exp(x) + mp.exp(y)), GRID),
]

EDGES = [
    ("sqrt", jnp.sqrt, [(0.0,)]),
    ("rsqrt", jax.lax.rsqrt, [(0.0,)]),
    ("log", jnp.log, [(0.0,), (-1.0,)]),
    ("log1p", jnp.log1p, [(-1.0,)]),
    ("asin", jnp.arcsin, [(1.0,), (-1.0,)]),
    ("acos", jnp.arccos, [(1.0,), (-1.0,)]),
    ("abs", jnp.abs, [(0.0,)]),
    ("sign", jnp.sign, [(0.0,)]),
    ("exp", jnp.exp, [(-800.0,), (800.0,)]),
    ("tanh", jnp.tanh, [(400.0,)]),
    ("sigmoid", jax.nn.sigmoid, [(-800.0,), (800.0,)]),
    ("softplus", jax.nn.softplus, [(-800.0,), (800.0,)]),
    ("erfc", jax.scipy.special.erfc, [(-30.0,), (30.0,)]),
    (
        "pow",
        jnp.power,
        [(0.0, 0.0), (0.0, 1.0), (0.0, 2.0), (0.0, 0.5), (0.0, -1.0), (-2.0, 3.0), (-2.0, 2.0), (-2.0, 0.5)],
    ),
    ("maximum", jnp.maximum, [(1.5, 1.5)]),
    ("minimum", jnp.minimum, [(1.5, 1.5)]),
    ("mod", jnp.mod, [(6.0, 3.0), (-6.0, 3.0), (5.0, -3.0), (-5.0, 3.0), (1.0, 0.0)]),
    ("div", jnp.divide, [(1.0, 0.0), (-1.0, 0.0), (0.0, 0.0)]),
    ("atan2", jnp.arctan2, [(0.0, 0.0), (0.0, 1.0), (0.0, -1.0), (1.0, 0.0), (-1.0, 0.0)]),
    ("logAddExp", jnp.logaddexp, [(1000.0, 1000.0), (-1000.0, 1000.0)]),
]


def exact_points(points):
    x = np.array(points, np.float64)
    assert (x == x.astype(np.float32)).all()
    return x


def worst_error(found, true):
    return max(abs(float(mp.mpf(float(a)) - b)) / max(1.0, abs(float(b))) for a, b in zip(np.ravel(found), true))


def unary(name, function, precise, points):
    x = exact_points(points)
    derivative = lambda f: jax.grad(lambda v: jnp.sum(f(v)))
    orders = [function, derivative(function), derivative(derivative(function))]
    value, gradient, second = [np.asarray(f(jnp.asarray(x))) for f in orders]
    worst = max(
        worst_error(found, [mp.diff(precise, mp.mpf(v), n) for v in x])
        for n, found in enumerate([value, gradient, second])
    )
    assert worst < 1e-13, (name, worst)
    return {
        "name": name,
        "worst": worst,
        "x": f64(x),
        "value": f64(value),
        "gradient": f64(gradient),
        "second": f64(second),
    }


def stepwise(name, function):
    x = exact_points(STEPS)
    gradient = jax.grad(lambda v: jnp.sum(function(v)))(jnp.asarray(x))
    return {
        "name": name,
        "worst": 0,
        "x": f64(x),
        "value": f64(function(jnp.asarray(x))),
        "gradient": f64(gradient),
        "second": None,
    }


def binary(name, operands, function, precise, points):
    x, y = exact_points(points).T
    value = function(jnp.asarray(x), jnp.asarray(y))
    at = lambda *axes: jax.vmap(nested(function, axes))(x, y)
    gradient, second = [at(0), at(1)], [at(0, 0), at(0, 1), at(1, 1)]
    orders = [
        (value, (0, 0)),
        (gradient[0], (1, 0)),
        (gradient[1], (0, 1)),
        (second[0], (2, 0)),
        (second[1], (1, 1)),
        (second[2], (0, 2)),
    ]
    worst = max(
        worst_error(found, [derivative_of(precise, mp.mpf(a), mp.mpf(b), n) for a, b in zip(x, y)])
        for found, n in orders
    )
    assert worst < 1e-12, (name, worst)
    return {
        "name": name,
        "operands": operands,
        "worst": worst,
        "x": f64(x),
        "y": f64(y),
        "value": f64(value),
        "gradient": [f64(g) for g in gradient],
        "second": [f64(s) for s in second],
    }


def derivative_of(precise, a, b, n):
    return precise(a, b) if n == (0, 0) else mp.diff(precise, (a, b), n)


def nested(function, axes):
    for axis in axes:
        function = jax.grad(function, axis)
    return function


def edge(name, function, point):
    arguments = [jnp.float64(v) for v in point]
    gradient = [f64(jax.grad(function, k)(*arguments)) for k in range(len(point))]
    row = {"name": name, "x": point[0]} | ({"y": point[1]} if len(point) == 2 else {})
    return row | {"value": f64(function(*arguments)), "gradient": gradient}


def threefry():
    known = [
        ((0, 0), (0, 0), (0x6B200159, 0x99BA4EFE)),
        ((0xFFFFFFFF, 0xFFFFFFFF), (0xFFFFFFFF, 0xFFFFFFFF), (0x1CB996FC, 0xBB002BE7)),
        ((0x13198A2E, 0x03707344), (0x243F6A88, 0x85A308D3), (0xC4923A9C, 0x483DF7A0)),
    ]
    for key, counter, result in known:
        assert by_jax(key, counter) == list(result), (key, counter)
    keys = [(0, 1), (1, 0), (42, 7), (0x80000000, 0x7FFFFFFF), (0xDEADBEEF, 0xCAFEBABE)]
    counters = [(0, 0), (0, 1), (1, 0), (0xFFFFFFFF, 0), (123456789, 987654321)]
    row = lambda key, counter, result: {"key": list(key), "counter": list(counter), "result": list(result)}
    return {
        "random123": [row(*vector) for vector in known],
        "pairs": [row(k, c, by_jax(k, c)) for k in keys for c in counters],
        "bits": [bits((0, 1), (5,)), bits((42, 7), (2, 3, 2)), bits((0xDEADBEEF, 0xCAFEBABE), (64,))],
        "uniform": [
            {"key": list(k), "values": f32(jax.random.uniform(wrapped(k), (8,), np.float32))} for k in ((0, 1), (42, 7))
        ],
    }


def by_jax(key, counter):
    return [int(v) for v in threefry_2x32(jnp.array(key, jnp.uint32), jnp.array(counter, jnp.uint32))]


def wrapped(key):
    return jax.random.wrap_key_data(jnp.array(key, jnp.uint32), impl="threefry2x32")


def bits(key, shape):
    assert jax.config.jax_threefry_partitionable
    values = np.asarray(jax.random.bits(wrapped(key), shape, np.uint32)).ravel()
    for i, value in enumerate(values):
        first, second = by_jax(key, (0, i))
        assert first ^ second == value
    return {"key": list(key), "shape": list(shape), "values": [int(v) for v in values]}


def main():
    save(
        "ops",
        {
            "made": f"JAX {jax.__version__}, float64; checked against mpmath {mp.__version__}",
            "unary": [unary(*row) for row in SMOOTH] + [stepwise(*row) for row in STEPWISE],
            "binary": [binary(*row) for row in BINARY],
            "edges": [edge(name, function, point) for name, function, points in EDGES for point in points],
            "threefry": threefry(),
        },
    )


if __name__ == "__main__":
    main()
