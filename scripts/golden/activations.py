"""Writes activations.json: Keras' activations, value and gradient, at points from -30 to 30.

Layout
  x[]                    the points of all element-wise functions, exact in float32
  elementwise[]
    name, options        our names (leakyRelu, hardSwish...) and options; `layer: true` where a Keras layer's default
                         differs from the function's (leakyRelu)
    keras                { value[], gradient[] } float32, at x
    float64              { value[], gradient[], second[] } the definition written in JAX, float64 (Keras itself falls
                         back to float32 inside); second is the second derivative, null where piecewise linear
    kinks[]              points of x at which the first derivative jumps: Keras' choice stands there
    bends[]              points of x at which only the second derivative jumps
  rows[]                 softmax and logSoftmax: they couple the elements of an axis
    name, axis, shape, x[], cotangent[]
    keras, float64       { value[], gradient[] }; gradient is the vjp of the cotangent
"""

import os

os.environ["KERAS_BACKEND"] = "jax"

import jax
import jax.numpy as jnp
import keras
import numpy as np

from lcg import Lcg
from writing import f32, f64, save

A = keras.activations

HALF = [0.0625, 0.25, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 5, 6, 8, 12, 20, 30]
X = np.array([-x for x in reversed(HALF)] + [0] + HALF, np.float32)

SELU_ALPHA, SELU_SCALE = 1.6732632423543772848170429916717, 1.0507009873554804934193349852946

clip = lambda x, low, high: jnp.minimum(jnp.maximum(x, low), high)
leaky = lambda slope: lambda x: jnp.where(x >= 0, x, slope * x)
elu = lambda alpha: lambda x: jnp.where(x > 0, x, alpha * jnp.expm1(jnp.where(x > 0, 0.0, x)))
gelu_tanh = lambda x: x / 2 * (1 + jnp.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))
softplus = lambda x: jnp.logaddexp(x, 0.0)

# name, options, Keras' function, definition, kinks, bends ('linear': piecewise linear, no second derivative)
ELEMENTWISE = [
    ("linear", {}, A.linear, lambda x: x, [], "linear"),
    ("relu", {}, A.relu, lambda x: jnp.where(x > 0, x, 0.0), [0], "linear"),
    ("relu", {"negativeSlope": 0.25}, lambda x: A.relu(x, negative_slope=0.25), leaky(0.25), [0], "linear"),
    ("relu", {"maxValue": 6}, lambda x: A.relu(x, max_value=6.0), lambda x: clip(x, 0, 6), [0, 6], "linear"),
    (
        "relu",
        {"threshold": 1.5},
        lambda x: A.relu(x, threshold=1.5),
        lambda x: jnp.where(x > 1.5, x, 0.0),
        [1.5],
        "linear",
    ),
    (
        "relu",
        {"negativeSlope": 0.25, "maxValue": 5, "threshold": 1},
        lambda x: A.relu(x, negative_slope=0.25, max_value=5.0, threshold=1.0),
        lambda x: jnp.where(x > 1, jnp.minimum(x, 5), 0.25 * (x - 1)),
        [1, 5],
        "linear",
    ),
    ("relu6", {}, A.relu6, lambda x: clip(x, 0, 6), [0, 6], "linear"),
    ("leakyRelu", {}, A.leaky_relu, leaky(0.2), [0], "linear"),
    ("leakyRelu", {"layer": True}, keras.layers.LeakyReLU(), leaky(0.3), [0], "linear"),
    ("leakyRelu", {"negativeSlope": 0.5}, lambda x: A.leaky_relu(x, negative_slope=0.5), leaky(0.5), [0], "linear"),
    ("hardSigmoid", {}, A.hard_sigmoid, lambda x: clip(x + 3, 0, 6) / 6, [-3, 3], "linear"),
    ("hardSwish", {}, A.hard_silu, lambda x: x * clip(x + 3, 0, 6) / 6, [-3, 3], []),
    ("sigmoid", {}, A.sigmoid, jax.nn.sigmoid, [], []),
    ("tanh", {}, A.tanh, jnp.tanh, [], []),
    ("gelu", {"approximate": False}, A.gelu, lambda x: x / 2 * jax.scipy.special.erfc(-x / np.sqrt(2)), [], []),
    ("gelu", {"approximate": True}, lambda x: A.gelu(x, approximate=True), gelu_tanh, [], []),
    ("elu", {}, A.elu, elu(1.0), [], [0]),
    ("elu", {"alpha": 0.5}, lambda x: A.elu(x, alpha=0.5), elu(0.5), [0], []),
    ("selu", {}, A.selu, lambda x: SELU_SCALE * elu(SELU_ALPHA)(x), [0], []),
    ("silu", {}, A.silu, lambda x: x * jax.nn.sigmoid(x), [], []),
    ("softplus", {}, A.softplus, softplus, [], []),
    ("softsign", {}, A.softsign, lambda x: x / (1 + jnp.abs(x)), [], [0]),
    ("mish", {}, A.mish, lambda x: x * jnp.tanh(softplus(x)), [], []),
    ("logSigmoid", {}, A.log_sigmoid, lambda x: -softplus(-x), [], []),
    ("exponential", {}, A.exponential, jnp.exp, [], []),
]


def elementwise(name, options, by_keras, definition, kinks, bends):
    derivative = lambda f: jax.grad(lambda x: jnp.sum(f(x)))
    x = jnp.asarray(X)
    value, gradient = np.asarray(by_keras(x)), np.asarray(derivative(by_keras)(x))
    with jax.enable_x64(True):
        x = jnp.asarray(X.astype(np.float64))
        value64, gradient64 = np.asarray(definition(x)), np.asarray(derivative(definition)(x))
        second = None if bends == "linear" else f64(derivative(derivative(definition))(x))
    away = ~np.isin(X, kinks)
    assert np.allclose(value, value64, 1e-5, 1e-6), (name, options)
    assert np.allclose(gradient[away], gradient64[away], 1e-5, 1e-5), (name, options)
    return {
        "name": name,
        "options": options,
        "kinks": kinks,
        "bends": [] if bends == "linear" else bends,
        "keras": {"value": f32(value), "gradient": f32(gradient)},
        "float64": {"value": f64(value64), "gradient": f64(gradient64), "second": second},
    }


def rows(name, by_keras, definition, axis, x, cotangent):
    def told(function, dtype, flat):
        y, pullback = jax.vjp(lambda t: function(t, axis=axis), jnp.asarray(x.astype(dtype)))
        return {"value": flat(y), "gradient": flat(pullback(jnp.asarray(cotangent.astype(dtype)))[0])}

    single = told(by_keras, np.float32, f32)
    with jax.enable_x64(True):
        double = told(definition, np.float64, f64)
    return {
        "name": name,
        "axis": axis,
        "shape": list(x.shape),
        "x": f32(x),
        "cotangent": f32(cotangent),
        "keras": single,
        "float64": double,
    }


def coupled():
    stream = Lcg(4712)
    ordinary, cube = stream.between(-4, 4, 1 / 32, 5, 5), stream.between(-4, 4, 1 / 32, 2, 3, 4)
    extreme = np.array([[100, -100, 0], [1e4, 1e4, 1e4 - 1], [-1e4, -1e4, -1e4], [-100, -200, -300]], np.float32)
    functions = [("softmax", A.softmax, jax.nn.softmax), ("logSoftmax", A.log_softmax, jax.nn.log_softmax)]
    for name, by_keras, definition in functions:
        for x, axis in ((ordinary, -1), (ordinary, 0), (cube, -1), (cube, 1), (extreme, -1)):
            yield rows(name, by_keras, definition, axis, x, stream.between(-2, 2, 1 / 32, *x.shape))


def main():
    save(
        "activations",
        {
            "made": f"Keras {keras.__version__} on JAX {jax.__version__}",
            "x": f32(X),
            "elementwise": [elementwise(*row) for row in ELEMENTWISE],
            "rows": list(coupled()),
        },
    )


if __name__ == "__main__":
    main()
