"""A workload as the harness wrote it: numbers that all contenders start from."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np


@dataclass
class Workload:
    name: str
    entry: str  # step, predict or run
    net: dict
    parameters: list
    inputs: dict

    def classes(self, name):
        """An input; of one-hot rows the numbers of their classes, which is what Python's losses take."""
        values = self.inputs[name]
        return values.argmax(-1).astype(np.int32) if name == "y" and self.net.get("loss") == "crossentropy" else values


def load(path):
    listed = json.loads(Path(path).read_text())
    numbers = Path(path).with_suffix(".bin").read_bytes()

    def values(one):
        count = int(np.prod(one["shape"]))
        return np.frombuffer(numbers, one["dtype"], count, one["offset"]).reshape(one["shape"]).copy()

    return Workload(
        listed["name"],
        listed["entry"],
        listed["net"],
        [values(one) for one in listed["parameters"]],
        {one["name"]: values(one) for one in listed["inputs"]},
    )
