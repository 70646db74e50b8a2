"""Writes torch.json: the same things by PyTorch. It reads the other files, so it runs last, in its own environment.

Layout
  training[]             20 losses by torch.optim from the weights and batches of training.json, loss on logits
    optimizer, options   as there
    form                 'keras': PyTorch's update is the same function (SGD, all three); 'textbook': Adam as
                         lr m' / (sqrt(v') + epsilon) with m' and v' corrected; Keras adds epsilon to the uncorrected root
    float32, float64     losses[20]
  agreement              largest difference between PyTorch's float64 and the float64 numbers of the other files,
                         relative to max(1, |number|), by file and name. Kinks left out. `training` includes Keras' form of
                         Adam, written out over PyTorch's gradients
"""

import json
import math

import numpy as np
import torch
from torch.nn import functional as F

from training_net import STEPS, weights_and_batches
from writing import VALUES, f32, f64, save

SPECIAL = torch.special


def read(name):
    return json.loads((VALUES / f"{name}.json").read_text())


def numbers(values):
    if isinstance(values, torch.Tensor):
        return values.numpy(force=True).ravel()
    return np.array([float(v) if v is not None else math.nan for v in np.ravel(values)])


def worst(found, expected, keep=None):
    a, b = numbers(found), numbers(expected)
    error = np.abs(a - b) / np.maximum(1, np.abs(b))
    error = error if keep is None else error[keep]
    return float(error.max()) if error.size else 0.0


def train(optimizer_of, dtype):
    """Losses before each update. `optimizer_of` gives a step function for a list of parameters."""
    weights, batches = weights_and_batches()
    kernel, bias, kernel1, bias1 = p = [torch.tensor(w, dtype=dtype, requires_grad=True) for w in weights]
    step, losses = optimizer_of(p), []
    for k in range(STEPS):
        x, y = batches[k % len(batches)]
        logits = torch.relu(torch.tensor(x, dtype=dtype) @ kernel + bias) @ kernel1 + bias1
        loss = F.cross_entropy(logits, torch.tensor(y, dtype=torch.int64))
        losses.append(loss.item())
        for tensor in p:
            tensor.grad = None
        loss.backward()
        step(k + 1)
    return np.array(losses)


def by_optim(name, o):
    def optimizer_of(p):
        if name == "adam":
            optimizer = torch.optim.Adam(p, o["learningRate"], (o["beta1"], o["beta2"]), o["epsilon"])
        else:
            optimizer = torch.optim.SGD(p, o["learningRate"], o.get("momentum", 0), nesterov=o.get("nesterov", False))
        return lambda _: optimizer.step()

    return optimizer_of


def keras_adam(o):
    """Over all steps: p -= lr sqrt(1 - b2^t) / (1 - b1^t) m / (sqrt(v) + epsilon)."""

    def optimizer_of(p):
        slots = [(torch.zeros_like(a), torch.zeros_like(a)) for a in p]

        @torch.no_grad()
        def step(t):
            rate = o["learningRate"] * math.sqrt(1 - o["beta2"] ** t) / (1 - o["beta1"] ** t)
            for a, (m, v) in zip(p, slots):
                m.mul_(o["beta1"]).add_((1 - o["beta1"]) * a.grad)
                v.mul_(o["beta2"]).add_((1 - o["beta2"]) * a.grad**2)
                a -= rate * m / (v.sqrt() + o["epsilon"])

        return step

    return optimizer_of


def trainings():
    rows, agreement = [], {}
    for run in [run for run in read("training")["runs"] if run["fromLogits"]]:
        name, o = run["optimizer"], run["options"]
        single, double = train(by_optim(name, o), torch.float32), train(by_optim(name, o), torch.float64)
        rows.append(
            {
                "optimizer": name,
                "options": o,
                "form": "textbook" if name == "adam" else "keras",
                "float32": f32(single.astype(np.float32)),
                "float64": f64(double),
            }
        )
        compared = train(keras_adam(o), torch.float64) if name == "adam" else double
        title = " ".join([name, *(k for k in ("nesterov", "momentum") if o.get(k))][:2])
        agreement[title] = worst(compared, run["float64"]["losses"])
    return rows, agreement


ACTIVATIONS = {
    "linear": lambda x, o: x * 1,
    "relu6": lambda x, o: F.relu6(x),
    "leakyRelu": lambda x, o: F.leaky_relu(x, o.get("negativeSlope", 0.3 if o.get("layer") else 0.2)),
    # F.hardsigmoid's gradient is 1/6 rounded to float32, in float64 too.
    "hardSigmoid": lambda x, o: F.relu6(x + 3) / 6,
    "hardSwish": lambda x, o: F.hardswish(x),
    "sigmoid": lambda x, o: torch.sigmoid(x),
    "tanh": lambda x, o: torch.tanh(x),
    "gelu": lambda x, o: F.gelu(x, approximate="tanh" if o["approximate"] else "none"),
    "elu": lambda x, o: F.elu(x, o.get("alpha", 1.0)),
    "selu": lambda x, o: F.selu(x),
    "silu": lambda x, o: F.silu(x),
    "softplus": lambda x, o: F.softplus(x, threshold=1e9),
    "softsign": lambda x, o: F.softsign(x),
    "mish": lambda x, o: F.mish(x),
    "logSigmoid": lambda x, o: F.logsigmoid(x),
    "exponential": lambda x, o: torch.exp(x),
}


def activations():
    file, out = read("activations"), {}
    for row in file["elementwise"]:
        plain_relu = row["name"] == "relu" and not row["options"]
        function = (lambda x, o: F.relu(x)) if plain_relu else ACTIVATIONS.get(row["name"])
        if function is None:
            continue
        x = torch.tensor(file["x"], dtype=torch.float64, requires_grad=True)
        y = function(x, row["options"])
        (gradient,) = torch.autograd.grad(y.sum(), x)
        smooth = ~np.isin(file["x"], row["kinks"])
        title = " ".join([row["name"], *(f"{k}={v}" for k, v in row["options"].items())])
        out[title] = max(worst(y, row["float64"]["value"]), worst(gradient, row["float64"]["gradient"], smooth))
    for row in file["rows"]:
        function = {"softmax": torch.softmax, "logSoftmax": torch.log_softmax}[row["name"]]
        x = torch.tensor(row["x"], dtype=torch.float64).reshape(row["shape"]).requires_grad_()
        y = function(x, row["axis"])
        (gradient,) = torch.autograd.grad(
            y, x, torch.tensor(row["cotangent"], dtype=torch.float64).reshape(row["shape"])
        )
        error = max(worst(y, row["float64"]["value"]), worst(gradient, row["float64"]["gradient"]))
        out[row["name"]] = max(out.get(row["name"], 0), error)
    return out


def losses():
    out = {}
    for case in read("losses")["cases"]:
        if case["options"].get("fromLogits", True) is False:
            continue
        x = torch.tensor(case["yPred"], dtype=torch.float64).reshape(case["shape"]).requires_grad_()
        loss = by_torch(case, x)
        (gradient,) = torch.autograd.grad(loss, x)
        kept = ~np.isin(np.arange(x.numel()), case["kinks"])
        error = max(worst(loss.item(), case["exact"]["value"]), worst(gradient, case["exact"]["gradient"], kept))
        out[case["loss"]] = max(out.get(case["loss"], 0), error)
    return out


def by_torch(case, x):
    smoothing, classes = case["options"].get("labelSmoothing", 0), case["shape"][-1]
    y = torch.tensor(case["yTrue"]).reshape(case["labelShape"])
    if case["loss"] == "sparseCategoricalCrossentropy":
        return F.cross_entropy(x.reshape(-1, classes), y.reshape(-1).to(torch.int64))
    y = y.to(torch.float64)
    if case["loss"] == "categoricalCrossentropy":
        # Smoothed here: PyTorch's own smoothing takes labels for distributions, and one row sums to 2.
        return F.cross_entropy(x.reshape(-1, classes), (y * (1 - smoothing) + smoothing / classes).reshape(-1, classes))
    if case["loss"] == "binaryCrossentropy":
        return F.binary_cross_entropy_with_logits(x, y * (1 - smoothing) + smoothing / 2)
    return F.mse_loss(x, y) if case["loss"] == "meanSquaredError" else F.l1_loss(x, y)


UNARY = {
    "log1p": torch.log1p,
    "expm1": torch.expm1,
    "erf": SPECIAL.erf,
    "erfc": SPECIAL.erfc,
    "softplus": lambda x: F.softplus(x, threshold=1e9),
}
BINARY = {"mod": torch.remainder, "logAddExp": torch.logaddexp}


def ops():
    file, out = read("ops"), {}
    for row in file["unary"]:
        function = UNARY.get(row["name"]) or getattr(torch, row["name"])
        x = torch.tensor(row["x"], dtype=torch.float64, requires_grad=True)
        out[row["name"]] = orders(function(x), [x], row)
    for row in file["binary"]:
        function = BINARY.get(row["name"]) or getattr(torch, row["name"])
        pair = [torch.tensor(row[k], dtype=torch.float64, requires_grad=True) for k in ("x", "y")]
        # PyTorch drops the mixed derivative of x^y at y = 0 (1 / x; mpmath confirms JAX).
        keep = pair[1].detach().numpy() != 0
        out[row["name"]] = orders(function(*pair), pair, row, keep)
    return out


def orders(y, operands, row, keep=None):
    """Value, first and second derivatives against the row's."""
    first = torch.autograd.grad(y.sum(), operands, create_graph=True)
    places = [(0, 0)] if len(operands) == 1 else [(0, 0), (0, 1), (1, 1)]
    found = [y, *first, *(derivative(first[i], operands[j]) for i, j in places if row["second"] is not None)]
    lists = lambda values: [] if values is None else [values] if len(operands) == 1 else values
    expected = [row["value"], *lists(row["gradient"]), *lists(row["second"])]
    return max(worst(a, b, keep) for a, b in zip(found, expected, strict=True))


def derivative(g, x):
    found = torch.autograd.grad(g.sum(), x, retain_graph=True, allow_unused=True)[0] if g.requires_grad else None
    return torch.zeros_like(x) if found is None else found


def main():
    rows, training = trainings()
    agreement = {"training": training, "losses": losses(), "activations": activations(), "ops": ops()}
    for file, errors in agreement.items():
        for name, error in errors.items():
            assert error < 1e-12, (file, name, error)
    save("torch", {"made": f"PyTorch {torch.__version__.split('+')[0]}", "training": rows, "agreement": agreement})


if __name__ == "__main__":
    main()
