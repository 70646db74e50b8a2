"""Writes metrics.json: Keras' accuracies over two batches of different size, merged.

Layout
  cases[]
    metric, title        binaryAccuracy (threshold .5), categoricalAccuracy, sparseCategoricalAccuracy
    labelDtype           'f32' or 'i32'
    batches[2]           { shape, yPred[], labelShape, yTrue[], matches[], matchesShape, result }: matches is the
                         metric's function, element by element; result the metric of this batch alone
    total, count         what the Keras metric holds after both batches, and
    result               their quotient: what `evaluate` has to give
"""

import os

os.environ["KERAS_BACKEND"] = "jax"

import keras
import numpy as np

from lcg import Lcg
from writing import f32, i32, save

KERAS = {
    "binaryAccuracy": (keras.metrics.binary_accuracy, keras.metrics.BinaryAccuracy),
    "categoricalAccuracy": (keras.metrics.categorical_accuracy, keras.metrics.CategoricalAccuracy),
    "sparseCategoricalAccuracy": (keras.metrics.sparse_categorical_accuracy, keras.metrics.SparseCategoricalAccuracy),
}


def one_hot(indices, classes):
    return np.eye(classes, dtype=np.float32)[indices]


def inputs():
    stream = Lcg(4713)
    f = lambda rows: np.array(rows, np.float32)
    for shape in ((1,), (3,), (2, 3)):
        pairs = [(f(stream.below(2, n, *shape)), stream.between(0, 1, 1 / 16, n, *shape)) for n in (7, 3)]
        yield "binaryAccuracy", f"ordinary, a sample of shape {shape}", pairs
    yield (
        "binaryAccuracy",
        "at the threshold itself, which counts as 0; at 0 and 1",
        [
            (f([[0], [1], [0], [1], [0]]), f([[0.5], [0.5], [0], [1], [1]])),
            (f([[1], [0]]), f([[0.50000006], [0.49999997]])),
        ],
    )
    for sample in ((), (3,)):
        pairs = []
        for n in (7, 3):
            indices = stream.below(4, n, *sample)
            # Half of the time the label's class gets a push, so that some are right and some wrong.
            push = 2 * stream.below(2, n, *sample)[..., None] * one_hot(indices, 4)
            pairs.append((indices, (stream.between(-1, 1, 1 / 16, n, *sample, 4) + push).astype(np.float32)))
        title = f"ordinary, rank {len(sample) + 2}"
        yield "categoricalAccuracy", title, [(one_hot(y, 4), p) for y, p in pairs]
        yield "sparseCategoricalAccuracy", title, pairs
        if not sample:
            yield "sparseCategoricalAccuracy", "labels with an axis of 1", [(y[:, None], p) for y, p in pairs]
    # A tie goes to the first of the equal classes, in predictions and in labels.
    ties = [f([[1, 3, 3], [1, 3, 3], [2, 2, 2], [2, 2, 2]]), f([[0, 5, 5], [7, 1, 7], [7, 1, 7]])]
    labels = [np.array([1, 2, 0, 1], np.int32), np.array([2, 0, 2], np.int32)]
    yield "sparseCategoricalAccuracy", "ties between predictions", list(zip(labels, ties))
    yield "categoricalAccuracy", "ties between predictions", [(one_hot(y, 3), p) for y, p in zip(labels, ties)]
    yield (
        "categoricalAccuracy",
        "soft labels, with ties",
        [
            (f([[0.25, 0.5, 0.25], [0.5, 0.5, 0], [0, 0, 0]]), f([[1, 2, 0], [0, 1, 0], [1, 0, 0]])),
            (f([[0.25, 0.25, 0.5]]), f([[0, 0, 1]])),
        ],
    )


def main():
    rows = []
    for name, title, pairs in inputs():
        function, metric = KERAS[name][0], KERAS[name][1]()
        integer = pairs[0][0].dtype == np.int32
        flat = i32 if integer else f32
        batches = []
        for y, p in pairs:
            matches = np.asarray(function(y, p))
            alone = KERAS[name][1]()
            alone.update_state(y, p)
            metric.update_state(y, p)
            batches.append(
                {
                    "shape": list(p.shape),
                    "yPred": f32(p),
                    "labelShape": list(y.shape),
                    "yTrue": flat(y),
                    "matchesShape": list(matches.shape),
                    "matches": i32(matches),
                    "result": f32(alone.result()),
                }
            )
        rows.append(
            {
                "metric": name,
                "title": title,
                "labelDtype": "i32" if integer else "f32",
                "batches": batches,
                "total": f32(metric.total.value),
                "count": f32(metric.count.value),
                "result": f32(metric.result()),
            }
        )
    save("metrics", {"made": f"Keras {keras.__version__} on JAX, float32", "cases": rows})


if __name__ == "__main__":
    main()
