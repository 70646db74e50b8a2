"""Measures JAX: `python jax_peer.py WORKLOAD.json`; one jitted step whose state is donated."""

import sys
import time

import measure
import workload

work = workload.load(sys.argv[1])
start = time.perf_counter()

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

BETA1, BETA2, EPSILON, RATE = 0.9, 0.999, 1e-7, 0.001
KIND = work.net["kind"]


def perceptron(parameters, x):
    hidden = jnp.tanh if work.net.get("hidden") == "tanh" else jax.nn.relu
    for k in range(0, len(parameters), 2):
        x = x @ parameters[k] + parameters[k + 1]
        if k + 2 < len(parameters):
            x = hidden(x)
    return x


def normalize(x, scale, shift):
    centred = x - x.mean(-1, keepdims=True)
    return centred * lax.rsqrt((centred**2).mean(-1, keepdims=True) + 1e-5) * scale + shift


def gpt(parameters, text):
    characters, places, *rest = parameters
    rest = iter(rest)
    batch, context = text.shape
    causal = jnp.tril(jnp.ones((context, context), bool))

    def affine(x):
        return x @ next(rest) + next(rest)

    h = characters[text] + places
    for _ in range(2):
        heads = affine(normalize(h, next(rest), next(rest))).reshape(batch, context, 12, 16)
        queries, keys, values = jnp.split(heads.transpose(0, 2, 1, 3), 3, 1)
        weights = jax.nn.softmax(jnp.where(causal, queries @ keys.swapaxes(-1, -2) / 4, -1e9))
        h = h + affine((weights @ values).transpose(0, 2, 1, 3).reshape(batch, context, 64))
        h = h + affine(jax.nn.gelu(affine(normalize(h, next(rest), next(rest))), approximate=True))
    return normalize(h, next(rest), next(rest)) @ next(rest)


def lenet(parameters, images):
    kernel, bias, kernel1, bias1, *dense = parameters
    first = pooled(convolve(images, kernel, "SAME") + bias)
    second = pooled(convolve(first, kernel1, "VALID") + bias1)
    return perceptron(dense, second.reshape(-1, 400))


def convolve(x, kernel, padding):
    return lax.conv_general_dilated(x, kernel, (1, 1), padding, dimension_numbers=("NHWC", "HWIO", "NHWC"))


def pooled(x):
    return lax.reduce_window(jax.nn.relu(x), -jnp.inf, lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")


def lstm(parameters, x):
    kernel, recurrent, bias, classes, classes_bias = parameters

    def step(carry, seen):
        h, c = carry
        i, f, g, o = jnp.split(seen + h @ recurrent, 4, -1)
        c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
        return (jax.nn.sigmoid(o) * jnp.tanh(c), c), None

    zeros = jnp.zeros((x.shape[0], recurrent.shape[0]))
    (h, _), _ = lax.scan(step, (zeros, zeros), x.swapaxes(0, 1) @ kernel + bias)
    return h @ classes + classes_bias


predict = dict(gpt=gpt, lenet=lenet, lstm=lstm).get(KIND, perceptron)


def loss_of(parameters, x, y):
    prediction = predict(parameters, x)
    if work.net.get("loss") == "squares":
        return jnp.mean((prediction - y) ** 2)
    return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(prediction), y[..., None], -1))


def update(parameters, momenta, velocities, t, x, y):
    loss, gradients = jax.value_and_grad(loss_of)(parameters, x, y)
    t = t + 1
    momenta = [BETA1 * m + (1 - BETA1) * g for m, g in zip(momenta, gradients)]
    velocities = [BETA2 * v + (1 - BETA2) * g * g for v, g in zip(velocities, gradients)]
    rate, spread = RATE / (1 - BETA1**t), 1 - BETA2**t
    changed = [
        p - rate * m / (jnp.sqrt(v / spread) + EPSILON) for p, m, v in zip(parameters, momenta, velocities)
    ]
    return loss, changed, momenta, velocities, t


parameters = [jnp.asarray(p) for p in work.parameters]


def training():
    x, y = (jnp.asarray(work.classes(name)) for name in ("x", "y"))
    compiled = jax.jit(update, donate_argnums=(0, 1, 2, 3))
    zeros = lambda: [jnp.zeros_like(p) for p in parameters]
    state = [parameters, zeros(), zeros(), jnp.float32(0)]

    def step():
        loss, *state[:] = compiled(*state, x, y)
        jax.block_until_ready(state[0])
        return float(loss)

    return step


def inference():
    x = jnp.asarray(work.inputs["x"])
    compiled = jax.jit(lambda parameters, x: jax.nn.softmax(predict(parameters, x)))
    return lambda: np.asarray(compiled(parameters, x))


def product():
    turned = work.net["transposed"]
    compiled = jax.jit(lambda a, b: (a.T if turned == "a" else a) @ (b.T if turned == "b" else b))
    return lambda: np.asarray(compiled(*parameters))


step = dict(step=training, predict=inference, run=product)[work.entry]()
measure.measure(start, step, jax.__version__)
