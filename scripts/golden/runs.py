"""Writes runs.json: 20 steps of the bench's LeNet (W3), LSTM (W4) and GPT (W5) by PyTorch, from the bench's weights and data.

Layout
  runs[]
    name                 'W3', 'W4', 'W5'
    inputs               { name: FNV-1a of the bytes } of all parameters and data, in the order of the bench's stream
    float32, float64     losses[20], each before its update by Adam, epsilon where Keras has it
    final[]              { name, maxAbs, stride, values[], noise } of the parameters after 20 steps in float64, in our
                         layout; `values` are every stride-th element; noise is how far float32 ends from float64, relative
                         to maxAbs: where a gradient is all rounding (a softmax does not see the bias of its keys), Adam
                         makes steps of it
"""

import math

import numpy as np
import torch
from torch.nn import functional as F

from lcg import Lcg, fnv1a32
from writing import f32, f64, save

STEPS = 20
RATE, BETA1, BETA2, EPSILON = 0.001, 0.9, 0.999, 1e-7
VALUES = 12


def dense(name, inputs, outputs):
    return [(f"{name}/kernel", (inputs, outputs), "glorot"), (f"{name}/bias", (outputs,), "zeros")]


def gpt_parameters():
    norm = lambda name: [(f"{name}/scale", (64,), "ones"), (f"{name}/shift", (64,), "zeros")]
    out = [("embedding/characters", (64, 64), "embedding"), ("embedding/places", (32, 64), "embedding")]
    for block in ("block", "block_1"):
        out += norm(f"{block}/normalization") + dense(f"{block}/attention/queries_keys_values", 64, 192)
        out += dense(f"{block}/attention/projection", 64, 64) + norm(f"{block}/normalization_1")
        out += dense(f"{block}/widen", 64, 256) + dense(f"{block}/narrow", 256, 64)
    return out + norm("normalization") + [("head/kernel", (64, 64), "glorot")]


PARAMETERS = {
    "W3": [
        ("convolution/kernel", (5, 5, 1, 6), "glorot"),
        ("convolution/bias", (6,), "zeros"),
        ("convolution_1/kernel", (5, 5, 6, 16), "glorot"),
        ("convolution_1/bias", (16,), "zeros"),
        *dense("dense", 400, 120),
        *dense("dense_1", 120, 84),
        *dense("dense_2", 84, 10),
    ],
    "W4": [
        ("lstm/kernel", (32, 512), "glorot"),
        ("lstm/recurrent", (128, 512), "glorot"),
        ("lstm/bias", (512,), "zeros"),
        *dense("dense", 128, 10),
    ],
    "W5": gpt_parameters(),
}


def filled(stream, shape, kind):
    if kind in ("zeros", "ones"):
        return np.full(shape, float(kind == "ones"), np.float32)
    if kind == "embedding":
        return ((2 * stream.draw(shape) - 1) * 0.05).astype(np.float32)
    limit = math.sqrt(6 / (math.prod(shape[:-2]) * (shape[-2] + shape[-1])))
    return ((2 * stream.draw(shape) - 1) * limit).astype(np.float32)


def data(name, stream):
    if name == "W3":
        return stream.unit(32, 28, 28, 1), stream.below(10, 32)
    if name == "W4":
        return (2 * stream.unit(32, 32, 32) - 1).astype(np.float32), stream.below(10, 32)
    text = stream.below(64, 16, 33)
    return text[:, :-1].copy(), text[:, 1:].copy()


def affine(x, p, name):
    return x @ p[f"{name}/kernel"] + p[f"{name}/bias"]


def lenet(p, x):
    h = x.permute(0, 3, 1, 2)
    for name, padding in (("convolution", 2), ("convolution_1", 0)):
        kernel = p[f"{name}/kernel"].permute(3, 2, 0, 1)
        h = F.max_pool2d(F.relu(F.conv2d(h, kernel, p[f"{name}/bias"], padding=padding)), 2)
    h = h.permute(0, 2, 3, 1).flatten(1)
    return affine(F.relu(affine(F.relu(affine(h, p, "dense")), p, "dense_1")), p, "dense_2")


def lstm(p, x):
    zeros = x.new_zeros(1, x.shape[0], 128)
    bias = p["lstm/bias"]
    weights = [p["lstm/kernel"].T, p["lstm/recurrent"].T, bias, torch.zeros_like(bias)]
    _, h, _ = torch.lstm(x, (zeros, zeros), weights, True, 1, 0.0, True, False, True)
    return affine(h[-1], p, "dense")


def gpt(p, text):
    norm = lambda x, name: F.layer_norm(x, (64,), p[f"{name}/scale"], p[f"{name}/shift"])
    h = F.embedding(text, p["embedding/characters"]) + p["embedding/places"]
    for block in ("block", "block_1"):
        heads = affine(norm(h, f"{block}/normalization"), p, f"{block}/attention/queries_keys_values")
        parts = heads.view(16, 32, 12, 16).transpose(1, 2).split(4, 1)
        attended = F.scaled_dot_product_attention(*parts, is_causal=True).transpose(1, 2).reshape(16, 32, 64)
        h = h + affine(attended, p, f"{block}/attention/projection")
        wide = F.gelu(affine(norm(h, f"{block}/normalization_1"), p, f"{block}/widen"), approximate="tanh")
        h = h + affine(wide, p, f"{block}/narrow")
    return norm(h, "normalization") @ p["head/kernel"]


NETS = {"W3": lenet, "W4": lstm, "W5": gpt}


@torch.no_grad()
def update(parameters, slots, t):
    rate = RATE * math.sqrt(1 - BETA2**t) / (1 - BETA1**t)
    for p, (m, v) in zip(parameters, slots):
        m += (1 - BETA1) * (p.grad - m)
        v += (1 - BETA2) * (p.grad**2 - v)
        p -= rate * m / (v.sqrt() + EPSILON)
        p.grad = None


def train(name, weights, x, y, dtype):
    p = {k: torch.tensor(v, dtype=dtype, requires_grad=True) for k, v in weights.items()}
    x, y = torch.tensor(x), torch.tensor(y, dtype=torch.int64)
    x = x.to(dtype) if x.is_floating_point() else x.long()
    slots = [(torch.zeros_like(v), torch.zeros_like(v)) for v in p.values()]
    losses = []
    for step in range(STEPS):
        logits = NETS[name](p, x)
        loss = F.cross_entropy(logits.flatten(0, -2), y.flatten())
        losses.append(loss.item())
        loss.backward()
        update(p.values(), slots, step + 1)
    return np.array(losses), {k: v.numpy(force=True) for k, v in p.items()}


def described(name, single, double):
    greatest, stride = np.abs(double).max(), max(1, double.size // VALUES)
    return {
        "name": name,
        "maxAbs": float(greatest),
        "stride": stride,
        "values": f32(double.ravel()[::stride].astype(np.float32)),
        "noise": float(np.abs(single - double).max() / greatest),
    }


def run(name):
    stream = Lcg(7919 * int(name[1]) + 17)
    weights = {own: filled(stream, shape, kind) for own, shape, kind in PARAMETERS[name]}
    x, y = data(name, stream)
    single, roughly = train(name, weights, x, y, torch.float32)
    double, final = train(name, weights, x, y, torch.float64)
    assert np.abs(single / double - 1).max() < 1e-5, np.abs(single / double - 1).max()
    return {
        "name": name,
        "inputs": {k: fnv1a32(v) for k, v in (weights | {"x": x, "y": y}).items()},
        "float32": f32(single.astype(np.float32)),
        "float64": f64(double),
        "final": [described(k, roughly[k], v) for k, v in final.items()],
    }


def main():
    save("runs", {"made": f"PyTorch {torch.__version__.split('+')[0]}", "runs": [run(name) for name in NETS]})


if __name__ == "__main__":
    main()
