"""Writes golden values as JSON: floats in full precision, one layout, as prettier would leave it (width 120).

float32 numbers (numpy's float32) get 9 significant digits, float64 numbers the shortest text that reads back
exactly (17 digits at most). JSON has no infinities: they are the strings "Infinity", "-Infinity", "NaN".
"""

import json
import math
import re
from pathlib import Path

import numpy as np

VALUES = Path(__file__).resolve().parents[2] / "tests" / "parity" / "values"
WIDTH = 120


def save(name, content):
    path = VALUES / f"{name}.json"
    path.write_text(_print(content, 0, 0) + "\n")
    print(f"{path.name}: {path.stat().st_size / 1000:.1f} KB")


def f32(x):
    """A flat list of float32 numbers, or one such number."""
    a = np.asarray(x)
    assert a.dtype == np.float32, a.dtype
    return list(a.ravel()) if a.ndim else np.float32(a)


def f64(x):
    """A flat list of float64 numbers, or one such number."""
    a = np.asarray(x)
    assert a.dtype == np.float64, a.dtype
    return [float(v) for v in a.ravel()] if a.ndim else float(a)


def i32(x):
    return [int(v) for v in np.asarray(x).ravel()]


def _number(x):
    if isinstance(x, np.integer):
        return str(int(x))
    if isinstance(x, int):
        return str(x)
    value = float(x)
    if not math.isfinite(value):
        return {math.inf: '"Infinity"', -math.inf: '"-Infinity"'}.get(value, '"NaN"')
    text = f"{value:.9g}" if isinstance(x, np.float32) else repr(value)
    return re.sub(r"e([+-])0*", lambda m: "e" + m[1].strip("+"), text.removesuffix(".0"))


def _is_number(x):
    return isinstance(x, (int, float, np.floating, np.integer)) and not isinstance(x, bool)


def _print(x, indent, column, comma=False):
    """`column` is where the text begins: prettier keeps an array on one line if it ends within the width."""
    if isinstance(x, dict):
        if not x:
            return "{}"
        pad = " " * (indent + 2)
        rows = []
        for k, (key, value) in enumerate(x.items()):
            head = f"{pad}{json.dumps(key)}: "
            rows.append(head + _print(value, indent + 2, len(head), k + 1 < len(x)))
        return "{\n" + ",\n".join(rows) + "\n" + " " * indent + "}"
    if isinstance(x, (list, tuple)):
        return _print_array(list(x), indent, column, comma)
    if _is_number(x):
        return _number(x)
    return json.dumps(x, ensure_ascii=False)


def _print_array(items, indent, column, comma):
    if not items:
        return "[]"
    pad = " " * (indent + 2)
    texts = [_print(item, indent + 2, indent + 2, k + 1 < len(items)) for k, item in enumerate(items)]
    nested = all(isinstance(item, (list, tuple, dict)) and len(item) > 1 for item in items)
    line = "[" + ", ".join(texts) + "]"
    if "\n" not in line and not (len(items) > 1 and nested) and column + len(line) + comma <= WIDTH:
        return line
    if all(_is_number(item) and math.isfinite(float(item)) for item in items):
        return "[\n" + _fill(texts, pad) + "\n" + " " * indent + "]"
    return "[\n" + ",\n".join(pad + text for text in texts) + "\n" + " " * indent + "]"


def _fill(texts, pad):
    lines, line = [], pad
    for k, text in enumerate(texts):
        word = text + ("," if k + 1 < len(texts) else "")
        if line != pad and len(line) + 1 + len(word) > WIDTH:
            lines.append(line)
            line = pad
        line += word if line == pad else " " + word
    return "\n".join([*lines, line])
