"""Writes losses.json: Keras' losses, value and gradient with respect to the predictions, in three precisions.

Layout
  cases[]
    loss, options        our names: meanSquaredError, meanAbsoluteError, binaryCrossentropy, categoricalCrossentropy,
                         sparseCategoricalCrossentropy; { fromLogits, labelSmoothing } where the loss has them
    title                what the case shows
    shape, yPred         predictions, flat, row-major, float32 (multiples of a power of two where possible)
    labelShape, yTrue    labels: float32, or class indices for the sparse loss (labelDtype 'f32' or 'i32')
    through              null; or 'softmax' / 'sigmoid': yPred are logits, and the loss on probabilities is taken of
                         that function of them, so the gradient is with respect to the logits
    keras                { value, gradient } in float32: the scalar loss (mean over samples), and its gradient in yPred
    float64              Keras' formulas in float64 by JAX (Keras itself falls back to float32 inside), clip included.
                         The bound 1 - 1e-7 rounds to 1 - 1.19e-7 in float32, so keras and float64 differ where it is met
    exact                the textbook's formula in float64, without Keras' clipping of probabilities to [1e-7, 1-1e-7];
                         with `through`, the stable formula on logits. 0 log 0 is 0. May hold "Infinity" and null (the
                         limit does not exist)
    clipped              true where Keras' value or gradient differs from the exact one, because it clips
    kinks                flat positions where the loss has no derivative (|x| at 0): Keras' choice stands there
"""

import os

os.environ["KERAS_BACKEND"] = "jax"

import jax
import jax.numpy as jnp
import keras
import numpy as np

from lcg import Lcg
from writing import f32, f64, i32, save

KERAS = {
    "meanSquaredError": keras.losses.MeanSquaredError,
    "meanAbsoluteError": keras.losses.MeanAbsoluteError,
    "binaryCrossentropy": keras.losses.BinaryCrossentropy,
    "categoricalCrossentropy": keras.losses.CategoricalCrossentropy,
    "sparseCategoricalCrossentropy": keras.losses.SparseCategoricalCrossentropy,
}


def by_keras(case):
    names = {"fromLogits": "from_logits", "labelSmoothing": "label_smoothing"}
    loss = KERAS[case["loss"]](**{names[k]: v for k, v in case["options"].items()})
    through = {None: lambda x: x, "softmax": keras.activations.softmax, "sigmoid": keras.activations.sigmoid}
    function = lambda x: loss(case["yTrue"], through[case["through"]](x))
    return [np.asarray(a) for a in jax.value_and_grad(function)(jnp.asarray(case["yPred"]))]


def by_jax(case):
    """Keras' formulas on its JAX backend (keras/src/backend/jax/nn.py), in the precision of what comes in."""
    through = {None: lambda x: x, "softmax": jax.nn.softmax, "sigmoid": jax.nn.sigmoid}
    clipped = lambda p: jnp.clip(p, 1e-7, 1 - 1e-7)
    from_logits = case["options"].get("fromLogits")
    y = smoothed(case)

    def function(x):
        x = through[case["through"]](x)
        if case["loss"] == "meanSquaredError":
            return jnp.mean((x - y) ** 2)
        if case["loss"] == "meanAbsoluteError":
            return jnp.mean(jnp.abs(x - y))
        if case["loss"] == "binaryCrossentropy":
            if from_logits:
                return -jnp.mean(y * jax.nn.log_sigmoid(x) + (1 - y) * jax.nn.log_sigmoid(-x))
            return -jnp.mean(y * jnp.log(clipped(x)) + (1 - y) * jnp.log(1 - clipped(x)))
        log_p = jax.nn.log_softmax(x) if from_logits else jnp.log(clipped(x / jnp.sum(x, -1, keepdims=True)))
        return -jnp.mean(jnp.sum(y * log_p, -1))

    return [np.asarray(a) for a in jax.value_and_grad(function)(jnp.asarray(case["yPred"].astype(np.float64)))]


def smoothed(case):
    """The labels as the formulas take them: one-hot, smoothed, float64."""
    smoothing, classes = case["options"].get("labelSmoothing", 0.0), case["yPred"].shape[-1]
    if case["loss"] == "sparseCategoricalCrossentropy":
        return np.eye(classes)[case["yTrue"].reshape(case["yPred"].shape[:-1])]
    share = smoothing / (2 if case["loss"] == "binaryCrossentropy" else classes)
    return case["yTrue"].astype(np.float64) * (1 - smoothing) + share


def exact(case):
    """Value and gradient by hand; the mean is over all axes but the class axis (over all for the element-wise ones)."""
    x, y = case["yPred"].astype(np.float64), smoothed(case)
    logits = case["options"].get("fromLogits") or case["through"] is not None
    with np.errstate(all="ignore"):
        if case["loss"] == "meanSquaredError":
            return np.mean((x - y) ** 2), 2 * (x - y) / x.size
        if case["loss"] == "meanAbsoluteError":
            return np.mean(np.abs(x - y)), np.sign(x - y) / x.size
        if case["loss"] == "binaryCrossentropy":
            return (binary_on_logits if logits else binary_on_probabilities)(x, y)
        return (categorical_on_logits if logits else categorical_on_probabilities)(x, y)


def binary_on_logits(x, y):
    softplus = np.logaddexp(0, x)
    sigmoid = np.where(x > 0, 1 / (1 + np.exp(-x)), np.exp(x) / (1 + np.exp(x)))
    return np.mean(softplus - x * y), (sigmoid - y) / x.size


def binary_on_probabilities(p, y):
    value = -times(y, np.log(p)) - times(1 - y, np.log1p(-p))
    return np.mean(value), (times(1 - y, 1 / (1 - p)) - times(y, 1 / p)) / p.size


def categorical_on_logits(x, y):
    shifted = x - x.max(-1, keepdims=True)
    total = np.exp(shifted).sum(-1, keepdims=True)
    rows = x.size // x.shape[-1]
    gradient = np.exp(shifted) / total * y.sum(-1, keepdims=True) - y
    return -np.sum(y * (shifted - np.log(total))) / rows, gradient / rows


def categorical_on_probabilities(p, y):
    total = p.sum(-1, keepdims=True)
    rows = p.size // p.shape[-1]
    gradient = y.sum(-1, keepdims=True) / total - times(y, 1 / p)
    return -np.sum(times(y, np.log(p) - np.log(total))) / rows, gradient / rows


def times(y, z):
    """y z, where 0 times anything is 0."""
    return np.where(y == 0, 0.0, y * z)


def one_hot(indices, classes):
    return np.eye(classes, dtype=np.float32)[indices]


def distributions(stream, *shape):
    """Rows of multiples of 1/64 that sum to exactly 1, none of them 0."""
    rows = np.ones((int(np.prod(shape[:-1])), shape[-1]), np.int64)
    for row in rows:
        for c in stream.below(shape[-1], 64 - shape[-1]):
            row[c] += 1
    return (rows / 64).astype(np.float32).reshape(shape)


def inputs():
    stream = Lcg(4711)
    yield from regression(stream)
    for smoothing in (0.0, 0.1):
        yield from binary(stream, smoothing)
        yield from categorical(stream, smoothing)
    yield from sparse(stream)


def case(loss, title, y_true, y_pred, through=None, **options):
    y_pred = np.asarray(y_pred, np.float32)
    y_true = np.asarray(y_true) if loss.startswith("sparse") else np.asarray(y_true, np.float32)
    return dict(loss=loss, options=options, title=title, yTrue=y_true, yPred=y_pred, through=through)


def regression(stream):
    for loss in ("meanSquaredError", "meanAbsoluteError"):
        for shape in ((4, 5), (2, 3, 4)):
            pair = [stream.between(-2, 2, 1 / 64, *shape) for _ in range(2)]
            yield case(loss, f"ordinary, rank {len(shape)}", *pair)
        yield case(loss, "one column", stream.between(-2, 2, 1 / 64, 6, 1), stream.between(-2, 2, 1 / 64, 6, 1))
        yield case(
            loss,
            "equal at some places, far apart at others",
            [[1, -2, 3, 0], [0, 1e4, -1e4, 0.5]],
            [[1, -2, 1e5, 0], [0, -1e4, 1e4, 0.25]],
        )


def binary(stream, smoothing):
    loss = "binaryCrossentropy"
    for shape in ((4, 5), (2, 3, 4), (6, 1)):
        y, p = stream.below(2, *shape), stream.between(1 / 64, 1, 1 / 64, *shape)
        logits = stream.between(-4, 4, 1 / 32, *shape)
        yield case(loss, f"ordinary, shape {shape}", y, p, fromLogits=False, labelSmoothing=smoothing)
        yield case(loss, f"ordinary, shape {shape}", y, logits, fromLogits=True, labelSmoothing=smoothing)
        yield case(loss, f"ordinary, shape {shape}", y, logits, "sigmoid", fromLogits=False, labelSmoothing=smoothing)
    soft = [[0.25, 0.5, 0.75, 1, 0]]
    yield case(loss, "soft labels", soft, [[0.5, 0.25, 0.125, 0.75, 0.5]], fromLogits=False, labelSmoothing=smoothing)
    yield case(loss, "soft labels", soft, [[3, -2, 0, 1, -1]], fromLogits=True, labelSmoothing=smoothing)
    y = [[0, 1, 0, 1], [1, 0, 1, 0]]
    huge = [[100, -100, -100, 100], [16.5, -16.5, 20, 20]]
    yield case(loss, "logits of 100", y, huge, fromLogits=True, labelSmoothing=smoothing)
    yield case(loss, "logits of 100", y, huge, "sigmoid", fromLogits=False, labelSmoothing=smoothing)
    yield case(
        loss, "probabilities 0 and 1", y, [[0, 1, 1, 0], [1, 0, 0.5, 0.5]], fromLogits=False, labelSmoothing=smoothing
    )
    yield case(
        loss,
        "probabilities 0 and 1, all right",
        [[0, 1, 0, 1]],
        [[0, 1, 0.5, 0.5]],
        fromLogits=False,
        labelSmoothing=smoothing,
    )


def categorical(stream, smoothing):
    loss = "categoricalCrossentropy"
    for shape in ((4, 5), (2, 3, 4)):
        y = one_hot(stream.below(shape[-1], *shape[:-1]), shape[-1])
        logits = stream.between(-4, 4, 1 / 32, *shape)
        p, unscaled = distributions(stream, *shape), stream.between(1 / 64, 2, 1 / 64, *shape)
        yield case(loss, f"ordinary, rank {len(shape)}", y, p, fromLogits=False, labelSmoothing=smoothing)
        yield case(
            loss,
            f"rows that do not sum to 1, rank {len(shape)}",
            y,
            unscaled,
            fromLogits=False,
            labelSmoothing=smoothing,
        )
        yield case(loss, f"ordinary, rank {len(shape)}", y, logits, fromLogits=True, labelSmoothing=smoothing)
        yield case(
            loss, f"ordinary, rank {len(shape)}", y, logits, "softmax", fromLogits=False, labelSmoothing=smoothing
        )
    soft = [[0.25, 0.5, 0.25], [1, 1, 0]]
    yield case(
        loss,
        "soft labels, one row of sum 2",
        soft,
        [[0.5, 0.25, 0.25], [0.125, 0.5, 0.375]],
        fromLogits=False,
        labelSmoothing=smoothing,
    )
    yield case(
        loss, "soft labels, one row of sum 2", soft, [[3, -2, 0], [1, -1, 2]], fromLogits=True, labelSmoothing=smoothing
    )
    y = [[1, 0, 0], [1, 0, 0], [0, 0, 1], [0, 1, 0]]
    huge = [[-100, 100, 0], [100, -100, 0], [17, 17, 0], [1e4, 1e4 + 1, -1e4]]
    yield case(loss, "logits of 100 and of 10000", y, huge, fromLogits=True, labelSmoothing=smoothing)
    yield case(loss, "logits of 100 and of 10000", y, huge, "softmax", fromLogits=False, labelSmoothing=smoothing)
    p = [[0, 1, 0], [1, 0, 0], [0.5, 0.5, 0], [0, 1, 0]]
    yield case(loss, "probabilities 0 and 1", y, p, fromLogits=False, labelSmoothing=smoothing)


def sparse(stream):
    loss = "sparseCategoricalCrossentropy"
    for shape in ((4, 5), (2, 3, 4)):
        y = stream.below(shape[-1], *shape[:-1])
        logits, p = stream.between(-4, 4, 1 / 32, *shape), distributions(stream, *shape)
        yield case(loss, f"ordinary, rank {len(shape)}", y, p, fromLogits=False)
        yield case(loss, f"ordinary, rank {len(shape)}", y, logits, fromLogits=True)
        yield case(loss, f"ordinary, rank {len(shape)}", y, logits, "softmax", fromLogits=False)
        yield case(loss, f"labels with an axis of 1, rank {len(shape)}", y[..., None], logits, fromLogits=True)
    y = np.array([0, 0, 2, 1], np.int32)
    huge = [[-100, 100, 0], [100, -100, 0], [17, 17, 0], [1e4, 1e4 + 1, -1e4]]
    yield case(loss, "logits of 100 and of 10000", y, huge, fromLogits=True)
    yield case(loss, "logits of 100 and of 10000", y, huge, "softmax", fromLogits=False)
    p = [[0, 1, 0], [1, 0, 0], [0.5, 0.5, 0], [0, 1, 0]]
    yield case(loss, "probabilities 0 and 1", y, p, fromLogits=False)


def told(value, gradient, flat):
    numbers = [None if np.isnan(g) else g for g in flat(gradient)]
    return {"value": flat(value), "gradient": numbers}


def has_rounded_clip(c):
    """Where the bound is met: 1 - 1e-7 is 1 - 1.19e-7 in float32, so log(1 - p) stops at -15.94, not at -16.12."""
    return c["options"].get("fromLogits") is False and ("0 and 1" in c["title"] or "of 100" in c["title"])


def main():
    rows = []
    for c in inputs():
        value32, gradient32 = by_keras(c)
        with jax.enable_x64(True):
            value64, gradient64 = by_jax(c)
        value, gradient = exact(c)
        kink = (c["yPred"] == c["yTrue"]) if c["loss"] == "meanAbsoluteError" else np.zeros(c["yPred"].shape, bool)
        if not has_rounded_clip(c):
            assert np.allclose(value32, value64, 1e-5), c
            assert np.allclose(gradient32[~kink], gradient64[~kink], 1e-5, 1e-6), c
        same = np.isclose(value, value64, 1e-9) and np.allclose(gradient[~kink], gradient64[~kink], 1e-9, 1e-12)
        assert same or c["options"].get("fromLogits") is False, c
        integer = c["yTrue"].dtype == np.int32
        rows.append(
            {
                "loss": c["loss"],
                "options": c["options"],
                "title": c["title"],
                "through": c["through"],
                "shape": list(c["yPred"].shape),
                "yPred": f32(c["yPred"]),
                "labelShape": list(c["yTrue"].shape),
                "labelDtype": "i32" if integer else "f32",
                "yTrue": i32(c["yTrue"]) if integer else f32(c["yTrue"]),
                "keras": told(value32, gradient32, f32),
                "float64": told(value64, gradient64, f64),
                "exact": told(np.float64(value), gradient, f64),
                "clipped": not bool(same),
                "kinks": i32(np.flatnonzero(kink)),
            }
        )
    save(
        "losses",
        {
            "made": f"Keras {keras.__version__} on JAX {jax.__version__}; exact by NumPy {np.__version__}",
            "reduction": "mean over samples, as sum_over_batch_size",
            "cases": rows,
        },
    )


if __name__ == "__main__":
    main()
