"""Measures PyTorch: `python torch_peer.py WORKLOAD.json eager|fused|compile`.

fused: Adam in one kernel; compile: that, and torch.compile of the loss.
"""

import sys
import time

import measure
import numpy as np
import workload

path, mode = sys.argv[1:]
work = workload.load(path)
start = time.perf_counter()

import torch
import torch.nn.functional as F

torch.set_num_threads(1)
torch.set_num_interop_threads(1)


def perceptron(parameters, x):
    hidden = torch.tanh if work.net.get("hidden") == "tanh" else F.relu
    for k in range(0, len(parameters), 2):
        x = F.linear(x, parameters[k], parameters[k + 1])
        if k + 2 < len(parameters):
            x = hidden(x)
    return x


def gpt(parameters, text):
    characters, places, *rest = parameters
    rest = iter(rest)
    batch, context = text.shape

    def affine(x):
        return F.linear(x, next(rest), next(rest))

    def normalize(x):
        return F.layer_norm(x, (64,), next(rest), next(rest))

    h = F.embedding(text, characters) + places
    for _ in range(2):
        heads = affine(normalize(h)).view(batch, context, 12, 16).transpose(1, 2)
        attended = F.scaled_dot_product_attention(*heads.split(4, 1), is_causal=True)
        h = h + affine(attended.transpose(1, 2).reshape(batch, context, 64))
        h = h + affine(F.gelu(affine(normalize(h)), approximate="tanh"))
    return F.linear(normalize(h), next(rest))


def lenet(parameters, images):
    kernel, bias, kernel1, bias1, *dense = parameters
    first = F.max_pool2d(F.relu(F.conv2d(images, kernel, bias, padding=2)), 2)
    second = F.max_pool2d(F.relu(F.conv2d(first, kernel1, bias1)), 2)
    return perceptron(dense, second.flatten(1))


def lstm(parameters, x):
    """PyTorch's own LSTM, which has a second bias."""
    kernel, recurrent, bias, classes, classes_bias = parameters
    zeros = x.new_zeros(1, x.shape[0], recurrent.shape[1])
    weights = [kernel, recurrent, bias, torch.zeros_like(bias)]
    _, h, _ = torch.lstm(x, (zeros, zeros), weights, True, 1, 0.0, True, False, True)
    return F.linear(h[-1], classes, classes_bias)


KIND = work.net["kind"]
predict = dict(gpt=gpt, lenet=lenet, lstm=lstm).get(KIND, perceptron)


def parameter(k, values):
    """Kernels lie transposed there, [F, C, window] and [out, in]; embeddings do not."""
    if KIND == "lenet" and k == 4:
        # Its rows are an image's elements, channels first.
        values = values.reshape(5, 5, 16, 120).transpose(2, 0, 1, 3).reshape(400, 120)
    if values.ndim == 4:
        values = values.transpose(3, 2, 0, 1)
    elif values.ndim == 2 and not (KIND == "gpt" and k < 2):
        values = values.T
    return torch.tensor(np.ascontiguousarray(values), requires_grad=work.entry == "step")


def input_of(name):
    values = work.classes(name)
    values = torch.tensor(np.ascontiguousarray(values.transpose(0, 3, 1, 2)) if values.ndim == 4 else values)
    return values if values.is_floating_point() else values.long()


def loss_of(parameters, x, y):
    prediction = predict(parameters, x)
    if work.net.get("loss") == "squares":
        return F.mse_loss(prediction, y)
    return F.cross_entropy(prediction.flatten(0, -2), y.flatten())


def training():
    parameters = [parameter(k, values) for k, values in enumerate(work.parameters)]
    x, y = input_of("x"), input_of("y")
    adam = torch.optim.Adam(parameters, lr=0.001, eps=1e-7, fused=mode != "eager")
    loss = torch.compile(loss_of) if mode == "compile" else loss_of

    def step():
        adam.zero_grad(set_to_none=True)
        value = loss(parameters, x, y)
        value.backward()
        adam.step()
        return float(value.detach())

    return step


def inference():
    parameters = [parameter(k, values) for k, values in enumerate(work.parameters)]
    x = input_of("x")
    return torch.inference_mode()(lambda: F.softmax(predict(parameters, x), -1).numpy())


def product():
    a, b = (torch.tensor(values) for values in work.parameters)
    turned = work.net["transposed"]
    left, right = a.T if turned == "a" else a, b.T if turned == "b" else b
    return torch.inference_mode()(lambda: (left @ right).numpy())


step = dict(step=training, predict=inference, run=product)[work.entry]()
measure.measure(start, step, torch.__version__)
