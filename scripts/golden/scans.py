"""Writes scans.json: an LSTM and a GRU over a sequence by JAX' scan and PyTorch's layers, with all gradients.

Layout
  cases[]
    cell                 'lstm': i, f, g, o = split(x_t kernel + h recurrent + bias);
                           c' = sigmoid(f) c + sigmoid(i) tanh(g); h' = sigmoid(o) tanh(c')
                         'gru': r, z, n of split(x_t kernel + bias) and of split(h recurrent + recurrentBias);
                           r = sigmoid(r + r), z = sigmoid(z + z), n = tanh(n + r n); h' = (1 - z) n + z h
    reverse              whether the sequence is read from its end
    shapes               of all that follows; xs are [time, batch, features]
    given                xs, h (and c, of an LSTM): the states before the first step; kernel, recurrent, bias (and
                         recurrentBias, of a GRU)
    cotangents           of hs, the states after each step [time, batch, units], and of the last h (and c)
    found                hs, last h (and c)
    gradients            the vjp of the cotangents with respect to all that is given
"""

import jax
import jax.numpy as jnp
import numpy as np
import torch

from lcg import Lcg
from two_libraries import MADE, TOLERANCE, rounded
from writing import f32, save

# cell, time, batch, features, units, reverse
SIZES = [("lstm", 5, 2, 3, 4, False), ("lstm", 4, 1, 2, 3, True), ("gru", 5, 2, 3, 4, False), ("gru", 4, 1, 2, 3, True)]
GATES = {"lstm": 4, "gru": 3}


def lstm_cell(carry, x, w):
    h, c = carry["h"], carry["c"]
    i, f, g, o = jnp.split(x @ w["kernel"] + h @ w["recurrent"] + w["bias"], 4, -1)
    c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
    h = jax.nn.sigmoid(o) * jnp.tanh(c)
    return {"h": h, "c": c}, h


def gru_cell(carry, x, w):
    h = carry["h"]
    r, z, n = jnp.split(x @ w["kernel"] + w["bias"], 3, -1)
    r1, z1, n1 = jnp.split(h @ w["recurrent"] + w["recurrentBias"], 3, -1)
    r, z = jax.nn.sigmoid(r + r1), jax.nn.sigmoid(z + z1)
    n = jnp.tanh(n + r * n1)
    h = (1 - z) * n + z * h
    return {"h": h}, h


def in_jax(cell, reverse):
    step = {"lstm": lstm_cell, "gru": gru_cell}[cell]
    states = ("h", "c") if cell == "lstm" else ("h",)

    def run(given):
        first = {name: given[name] for name in states}
        last, hs = jax.lax.scan(lambda carry, x: step(carry, x, given), first, given["xs"], reverse=reverse)
        return {"hs": hs} | last

    return run


def in_torch(cell, reverse):
    def run(given):
        xs = given["xs"].flip(0) if reverse else given["xs"]
        units, features = given["recurrent"].shape[0], given["kernel"].shape[0]
        layer = {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU}[cell](features, units, dtype=torch.float64)
        weights = {
            "weight_ih_l0": given["kernel"].T,
            "weight_hh_l0": given["recurrent"].T,
            "bias_ih_l0": given["bias"],
            "bias_hh_l0": given.get("recurrentBias", torch.zeros_like(given["bias"])),
        }
        first = given["h"][None] if cell == "gru" else (given["h"][None], given["c"][None])
        hs, last = torch.func.functional_call(layer, weights, (xs, first))
        names = ("h",) if cell == "gru" else ("h", "c")
        states = {name: value[0] for name, value in zip(names, (last,) if cell == "gru" else last)}
        return {"hs": hs.flip(0) if reverse else hs} | states

    return run


def numbers(stream, cell, time, batch, features, units):
    gates = GATES[cell] * units
    shapes = {"xs": (time, batch, features), "h": (batch, units)}
    shapes |= {"c": (batch, units)} if cell == "lstm" else {}
    shapes |= {"kernel": (features, gates), "recurrent": (units, gates), "bias": (gates,)}
    shapes |= {"recurrentBias": (gates,)} if cell == "gru" else {}
    return {name: stream.between(-1, 1, 1 / 64, *shape).astype(np.float64) for name, shape in shapes.items()}


def case(stream, cell, time, batch, features, units, reverse):
    given = numbers(stream, cell, time, batch, features, units)
    found, pullback = jax.vjp(in_jax(cell, reverse), {k: jnp.asarray(v) for k, v in given.items()})
    cotangents = {k: stream.between(-1, 1, 1 / 8, *v.shape).astype(np.float64) for k, v in found.items()}
    (gradients,) = pullback({k: jnp.asarray(v) for k, v in cotangents.items()})
    compare_with_torch(in_torch(cell, reverse), given, cotangents, found, gradients)
    listed = lambda values, names: {k: f32(rounded(values[k])) for k in names}
    shapes = {k: list(v.shape) for k, v in (given | cotangents).items()}
    return {
        "cell": cell,
        "reverse": reverse,
        "shapes": shapes,
        "given": listed(given, given),
        "cotangents": listed(cotangents, cotangents),
        "found": listed(found, cotangents),
        "gradients": listed(gradients, given),
    }


def compare_with_torch(run, given, cotangents, found, gradients):
    xs = {k: torch.tensor(v, requires_grad=True) for k, v in given.items()}
    ys = run(xs)
    own = torch.autograd.grad([ys[k] for k in cotangents], list(xs.values()), [torch.tensor(v) for v in cotangents.values()])
    pairs = [(found[k], ys[k]) for k in cotangents] + list(zip([gradients[k] for k in xs], own))
    for a, b in pairs:
        assert np.allclose(a, b.numpy(force=True), TOLERANCE, TOLERANCE)


def main():
    stream = Lcg(5107)
    save("scans", {"made": MADE, "cases": [case(stream, *sizes) for sizes in SIZES]})


if __name__ == "__main__":
    main()
