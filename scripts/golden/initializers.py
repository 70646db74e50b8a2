"""Writes initializers.json: what Keras' initializers draw from, and what a large sample of them looks like.

Layout
  fans[]                 { shape, fanIn, fanOut } by keras' compute_fans
  random[]
    name, options        our names: glorotUniform, glorotNormal, heUniform, heNormal, lecunUniform, lecunNormal,
                         varianceScaling, randomNormal, randomUniform, truncatedNormal, orthogonal
    shape
    refused              Keras' message, where it refuses the shape (then nothing below)
    distribution         'uniform' in [low, high); 'truncatedNormal': mean + stddev z, z normal, redrawn beyond +-2, so
                         all lies in [low, high]; 'normal'; 'orthogonal'
    low, high, stddev    as Keras computes them (stddev of z before it is cut); null where the distribution has none
    meanOf, stddevOf     mean and standard deviation of the numbers drawn, by theory
    sample               { count, mean, stddev, min, max, quantiles } observed over `count` numbers drawn with the
                         figures of this shape; quantiles at .01 .1 .25 .5 .75 .9 .99
    orthogonality        for 'orthogonal': the largest |Q'Q - gain^2 I| (or QQ', whichever is smaller) of the matrix
                         [all axes but the last, last axis], and its gain
  exact[]                { name, options, shape, values[] } or { name, options, shape, refused }
"""

import math
import os

os.environ["KERAS_BACKEND"] = "jax"

import keras
import numpy as np
from keras import initializers as I
from keras.src.initializers.random_initializers import compute_fans

from writing import f32, f64, save

SHAPES = [(784, 10), (3, 3, 8, 16), (64,)]
QUANTILES = [0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99]
NUMBERS = 1_000_000
TRUNCATED_STDDEV = 0.87962566103423978  # of a standard normal cut at +-2

SCALING = [
    ("glorotUniform", {}, I.GlorotUniform),
    ("glorotNormal", {}, I.GlorotNormal),
    ("heUniform", {}, I.HeUniform),
    ("heNormal", {}, I.HeNormal),
    ("lecunUniform", {}, I.LecunUniform),
    ("lecunNormal", {}, I.LecunNormal),
    ("varianceScaling", {}, I.VarianceScaling),
    *[
        (
            "varianceScaling",
            {"scale": 2, "mode": ours, "distribution": distribution},
            lambda seed, m=keras_mode, d=keras_distribution: I.VarianceScaling(2.0, m, d, seed=seed),
        )
        for ours, keras_mode in (("fanIn", "fan_in"), ("fanOut", "fan_out"), ("fanAvg", "fan_avg"))
        for distribution, keras_distribution in (
            ("uniform", "uniform"),
            ("truncatedNormal", "truncated_normal"),
            ("untruncatedNormal", "untruncated_normal"),
        )
    ],
]
PLAIN = [
    ("randomUniform", {}, I.RandomUniform),
    ("randomUniform", {"minval": -1, "maxval": 3}, lambda seed: I.RandomUniform(-1.0, 3.0, seed=seed)),
    ("randomNormal", {}, I.RandomNormal),
    ("randomNormal", {"mean": 1, "stddev": 2}, lambda seed: I.RandomNormal(1.0, 2.0, seed=seed)),
    ("truncatedNormal", {}, I.TruncatedNormal),
    ("truncatedNormal", {"mean": 1, "stddev": 2}, lambda seed: I.TruncatedNormal(1.0, 2.0, seed=seed)),
    ("orthogonal", {}, I.Orthogonal),
    ("orthogonal", {"gain": 2}, lambda seed: I.Orthogonal(2.0, seed=seed)),
]


def uniform(low, high):
    return {
        "distribution": "uniform",
        "low": low,
        "high": high,
        "stddev": None,
        "meanOf": (low + high) / 2,
        "stddevOf": (high - low) / math.sqrt(12),
    }


def truncated(mean, stddev):
    return {
        "distribution": "truncatedNormal",
        "low": mean - 2 * stddev,
        "high": mean + 2 * stddev,
        "stddev": stddev,
        "meanOf": mean,
        "stddevOf": stddev * TRUNCATED_STDDEV,
    }


def normal(mean, stddev):
    return {"distribution": "normal", "low": None, "high": None, "stddev": stddev, "meanOf": mean, "stddevOf": stddev}


def theory(initializer, shape):
    if isinstance(initializer, I.VarianceScaling):
        fan_in, fan_out = compute_fans(shape)
        fan = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[initializer.mode]
        variance = initializer.scale / max(1.0, fan)
        if initializer.distribution == "uniform":
            return uniform(-math.sqrt(3 * variance), math.sqrt(3 * variance))
        if initializer.distribution == "truncated_normal":
            return truncated(0.0, math.sqrt(variance) / TRUNCATED_STDDEV)
        return normal(0.0, math.sqrt(variance))
    if isinstance(initializer, I.RandomUniform):
        return uniform(initializer.minval, initializer.maxval)
    if isinstance(initializer, I.TruncatedNormal):
        return truncated(initializer.mean, initializer.stddev)
    if isinstance(initializer, I.RandomNormal):
        return normal(initializer.mean, initializer.stddev)
    rows, columns = math.prod(shape[:-1]), shape[-1]
    return {
        "distribution": "orthogonal",
        "low": None,
        "high": None,
        "stddev": None,
        "meanOf": 0.0,
        "stddevOf": initializer.gain / math.sqrt(max(rows, columns)),
    }


def observed(initializer, shape):
    if isinstance(initializer, I.Orthogonal):
        x = np.stack([np.asarray(initializer(shape)) for _ in range(8)])
    else:
        x = np.asarray(widened(initializer, shape))
    x = x.astype(np.float64)
    return {
        "count": x.size,
        "mean": f64(x.mean()),
        "stddev": f64(x.std()),
        "min": f64(x.min()),
        "max": f64(x.max()),
        "quantiles": f64(np.quantile(x, QUANTILES)),
    }


def widened(initializer, shape):
    """One large draw: with the input and output axes named, the fans stay those of `shape`."""
    if isinstance(initializer, I.VarianceScaling):
        fan_in, fan_out = compute_fans(shape)
        wide = I.VarianceScaling(
            initializer.scale, initializer.mode, initializer.distribution, seed=1, input_axes=[1], output_axes=[2]
        )
        return wide((math.ceil(NUMBERS / (fan_in * fan_out)), fan_in, fan_out))
    return initializer((math.ceil(NUMBERS / math.prod(shape)), *shape))


def orthogonality(initializer, shape):
    q = np.asarray(initializer(shape)).astype(np.float64).reshape(-1, shape[-1])
    gram = q.T @ q if q.shape[0] >= q.shape[1] else q @ q.T
    return {"gain": initializer.gain, "worst": f64(np.abs(gram - initializer.gain**2 * np.eye(len(gram))).max())}


def drawn(name, options, make, shape):
    initializer = make(seed=keras.random.SeedGenerator(2024))
    row = {"name": name, "options": options, "shape": list(shape)}
    try:
        one = np.asarray(initializer(shape))
    except ValueError as refusal:
        return row | {"refused": str(refusal)}
    row |= theory(initializer, shape) | {"sample": observed(initializer, shape)}
    checked(row, one)
    if name == "orthogonal":
        row["orthogonality"] = orthogonality(initializer, shape)
    return row


def checked(row, one):
    """The theory against the sample, and against one tensor of the very shape."""
    sample, low, high = row["sample"], row["low"], row["high"]
    if row["distribution"] != "orthogonal":
        assert abs(sample["mean"] - row["meanOf"]) < 5 * row["stddevOf"] / math.sqrt(sample["count"]), row
        assert abs(one.std() / row["stddevOf"] - 1) < 5 / math.sqrt(2 * one.size), row
    assert abs(sample["stddev"] / row["stddevOf"] - 1) < 5e-3, row
    if low is not None:
        slack = 1e-6 * max(abs(low), abs(high))
        assert low - slack <= min(one.min(), sample["min"]) and max(one.max(), sample["max"]) <= high + slack, row


def exactly(name, options, initializer, shape):
    row = {"name": name, "options": options, "shape": list(shape)}
    try:
        return row | {"values": f32(np.asarray(initializer(shape)))}
    except ValueError as refusal:
        return row | {"refused": str(refusal)}


def main():
    constants = [
        ("zeros", {}, I.Zeros()),
        ("ones", {}, I.Ones()),
        ("constant", {"value": 2.5}, I.Constant(2.5)),
        ("constant", {}, I.Constant()),
    ]
    identities = [("identity", {}, I.Identity()), ("identity", {"gain": 2}, I.Identity(2.0))]
    save(
        "initializers",
        {
            "made": f"Keras {keras.__version__} on JAX",
            "quantilesAt": QUANTILES,
            "fans": [
                dict(zip(("shape", "fanIn", "fanOut"), (list(shape), *compute_fans(shape))))
                for shape in [(), *SHAPES, (5, 8, 16), (1, 1), (16, 64, 64)]
            ],
            "random": [drawn(*row, shape) for row in SCALING + PLAIN for shape in SHAPES],
            "exact": [exactly(*row, shape) for row in constants for shape in [(2, 3), (3,)]]
            + [exactly(*row, shape) for row in identities for shape in [(3, 3), (4, 2), (2, 4), (3,), (2, 2, 2)]],
        },
    )


if __name__ == "__main__":
    main()
