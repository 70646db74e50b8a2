"""The net of training.json: 784 - Dense 10 relu - Dense 10 softmax, its first weights and its four batches."""

import numpy as np

from lcg import Lcg

SEED = 7936
STEPS = 20
BATCH = 32
BATCHES = 4
CLASSES = 10
NAMES = ["dense/kernel", "dense/bias", "dense_1/kernel", "dense_1/bias"]


def weights_and_batches():
    """-> four float32 parameters, four batches of (x float32 [32, 784], y int32 [32])."""
    stream = Lcg(SEED)
    zeros = np.zeros(CLASSES, np.float32)
    weights = [stream.glorot(784, CLASSES), zeros, stream.glorot(CLASSES, CLASSES), zeros]
    return weights, [(stream.unit(BATCH, 784), stream.below(CLASSES, BATCH)) for _ in range(BATCHES)]


def one_hot(y, dtype):
    return np.eye(CLASSES, dtype=dtype)[y]
