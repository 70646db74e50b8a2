"""Writes training.json: 20 training steps of a small net by Keras (float32) and by NumPy (float64).

Layout
  seed, batch, steps, stream       how a test makes the same weights and batches again (lcg.py, training_net.py):
                                   one stream; dense/kernel [784,10] as glorot, dense_1/kernel [10,10] as glorot (biases
                                   are zero and draw nothing), then for each of the 4 batches x [32,784] as unit and
                                   y [32] as floor(10 u). Step k trains on batch k mod 4. y is used one-hot.
  weights[], batches[]             the first four numbers of each, and FNV-1a (32 bits) of its little-endian bytes
  runs[]                           one an optimizer and a form of the loss
    optimizer, options             Keras' names and figures
    fromLogits                     false: last layer softmax, loss on probabilities; true: linear layer, loss on logits
    keras.losses[20]               float32; each is read before the update of its step
    float64.losses[20]             the same formulas in float64
    keras.final, float64.final     parameters after the last step, by name: { shape, stride, values, sum, sumAbs,
                                   maxAbs }; values are elements 0, stride, 2 stride... of the row-major array. The runs on logits
                                   have stride 0 and no values for dense/kernel: they differ from their twins on
                                   probabilities by rounding alone.
  agreement                        worst relative difference of losses, and of parameters relative to their largest
                                   element, between Keras and float64, over all runs
"""

import os

os.environ["KERAS_BACKEND"] = "jax"

import keras
import numpy as np

from lcg import fnv1a32
from training_net import BATCH, CLASSES, NAMES, SEED, STEPS, one_hot, weights_and_batches
from writing import f32, f64, save

EPSILON = 1e-7  # Keras' clip of probabilities, and Adam's epsilon

OPTIMIZERS = [
    ("sgd", {"learningRate": 0.01}),
    ("sgd", {"learningRate": 0.01, "momentum": 0.9}),
    ("sgd", {"learningRate": 0.01, "momentum": 0.9, "nesterov": True}),
    ("adam", {"learningRate": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": EPSILON}),
]


def keras_optimizer(name, o):
    if name == "adam":
        return keras.optimizers.Adam(o["learningRate"], o["beta1"], o["beta2"], o["epsilon"])
    return keras.optimizers.SGD(o["learningRate"], o.get("momentum", 0.0), o.get("nesterov", False))


def by_keras(name, options, from_logits, weights, batches):
    last = None if from_logits else "softmax"
    net = keras.Sequential(
        [keras.Input((784,)), keras.layers.Dense(10, activation="relu"), keras.layers.Dense(10, activation=last)]
    )
    net.set_weights(weights)
    net.compile(
        optimizer=keras_optimizer(name, options),
        loss=keras.losses.CategoricalCrossentropy(from_logits=from_logits),
    )
    losses = []
    for step in range(STEPS):
        x, y = batches[step % len(batches)]
        losses.append(np.float32(net.train_on_batch(x, one_hot(y, np.float32))))
    return np.array(losses), net.get_weights()


def loss_and_gradients(p, x, y, from_logits):
    """Written out, so that it shares nothing with Keras; on probabilities as Keras: divide by the sum, clip, log."""
    kernel, bias, kernel1, bias1 = p
    before = x @ kernel + bias
    hidden = np.maximum(before, 0)
    logits = hidden @ kernel1 + bias1
    shifted = logits - logits.max(1, keepdims=True)
    probabilities = np.exp(shifted) / np.exp(shifted).sum(1, keepdims=True)
    if from_logits:
        loss = -(y * (shifted - np.log(np.exp(shifted).sum(1, keepdims=True)))).sum(1).mean()
    else:
        loss = -(y * np.log(np.clip(probabilities, EPSILON, 1 - EPSILON))).sum(1).mean()
        assert (probabilities[y == 1] > EPSILON).all(), "the gradient below holds only where nothing is clipped"
    d_logits = (probabilities - y) / len(x)
    d_before = (d_logits @ kernel1.T) * (before > 0)
    return loss, [x.T @ d_before, d_before.sum(0), hidden.T @ d_logits, d_logits.sum(0)]


def update(name, o, p, g, slots, t):
    rate = o["learningRate"]
    if name == "adam":
        m, v = slots
        m += (g - m) * (1 - o["beta1"])
        v += (g * g - v) * (1 - o["beta2"])
        p -= rate * np.sqrt(1 - o["beta2"] ** t) / (1 - o["beta1"] ** t) * m / (np.sqrt(v) + o["epsilon"])
        return
    velocity, momentum = slots[0], o.get("momentum", 0.0)
    velocity *= momentum
    velocity -= rate * g
    p += momentum * velocity - rate * g if o.get("nesterov") else velocity


def by_numpy(name, options, from_logits, weights, batches):
    parameters = [w.astype(np.float64) for w in weights]
    slots = [(np.zeros_like(p), np.zeros_like(p)) for p in parameters]
    losses = []
    for step in range(STEPS):
        x, y = batches[step % len(batches)]
        loss, gradients = loss_and_gradients(parameters, x.astype(np.float64), one_hot(y, np.float64), from_logits)
        losses.append(loss)
        for p, g, s in zip(parameters, gradients, slots):
            update(name, options, p, g, s, step + 1)
    return np.array(losses), parameters


def described(parameters, flat, kernel_stride):
    out = {}
    for name, p in zip(NAMES, parameters):
        stride = 1 if p.size < 1000 else kernel_stride
        sums = p.astype(np.float64)
        row = {"shape": list(p.shape), "stride": stride}
        if stride:
            row["values"] = flat(p.ravel()[::stride])
        out[name] = row | {
            "sum": float(sums.sum()),
            "sumAbs": float(np.abs(sums).sum()),
            "maxAbs": flat(np.abs(p).max()),
        }
    return out


def main():
    weights, batches = weights_and_batches()
    runs, worst_loss, worst_parameter = [], 0.0, 0.0
    for name, options in OPTIMIZERS:
        for from_logits in (False, True):
            arguments = (name, options, from_logits, weights, batches)
            (losses32, final32), (losses64, final64) = by_keras(*arguments), by_numpy(*arguments)
            worst_loss = max(worst_loss, np.abs(losses32 / losses64 - 1).max())
            for a, b in zip(final32, final64):
                worst_parameter = max(worst_parameter, np.abs(a - b).max() / np.abs(b).max())
            runs.append(
                {
                    "optimizer": name,
                    "options": options,
                    "fromLogits": from_logits,
                    "keras": {"losses": f32(losses32), "final": described(final32, f32, 0 if from_logits else 7)},
                    "float64": {"losses": f64(losses64), "final": described(final64, f64, 0 if from_logits else 21)},
                }
            )
    assert worst_loss < 1e-5 and worst_parameter < 1e-4, (worst_loss, worst_parameter)
    save(
        "training",
        {
            "made": f"Keras {keras.__version__} on JAX, float32; NumPy {np.__version__}, float64",
            "stream": "s = (1664525 s + 1013904223) mod 2^32; u = (s >> 8) / 2^24; "
            "glorot = f32((2u - 1) sqrt(6 / (in + out)))",
            "seed": SEED,
            "batch": BATCH,
            "steps": STEPS,
            "classes": CLASSES,
            "weights": [
                {"name": n, "shape": list(w.shape), "first": f32(w.ravel()[:4]), "fnv1a32": fnv1a32(w)}
                for n, w in zip(NAMES, weights)
            ],
            "batches": [
                {
                    "x": {"shape": list(x.shape), "first": f32(x.ravel()[:4]), "fnv1a32": fnv1a32(x)},
                    "y": {"shape": list(y.shape), "values": [int(v) for v in y], "fnv1a32": fnv1a32(y)},
                }
                for x, y in batches
            ],
            "agreement": {"losses": float(worst_loss), "parameters": float(worst_parameter)},
            "runs": runs,
        },
    )


if __name__ == "__main__":
    main()
