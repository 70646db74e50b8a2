"""Measures PyTorch: `python torch_peer.py WORKLOAD.json eager|fused|compile`.

fused: Adam in one kernel; compile: that, and torch.compile of the loss.
"""

import sys
import time

import measure
import workload

path, mode = sys.argv[1:]
work = workload.load(path)
start = time.perf_counter()

import torch
import torch.nn.functional as F

torch.set_num_threads(1)
torch.set_num_interop_threads(1)


def perceptron(parameters, x):
    hidden = F.relu if work.net["hidden"] == "relu" else torch.tanh
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


KIND = work.net["kind"]
predict = gpt if KIND == "gpt" else perceptron


def parameter(k, values):
    """Kernels lie transposed there; embeddings do not."""
    turned = values.ndim == 2 and not (KIND == "gpt" and k < 2)
    return torch.tensor(values.T.copy() if turned else values, requires_grad=work.entry == "step")


def input_of(name):
    values = torch.tensor(work.classes(name))
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
