"""Writes codegen/wasm/polynomials/coefficients.ts: `python make.py > ../../codegen/wasm/polynomials/coefficients.ts`.

Needs numpy and mpmath.
"""

import numpy as np

from fits import FITS
from remez import fit, grid

HEADER = """/**
 * Coefficients of minimax polynomials, the constant term first; made by scripts/polynomials/make.py (Remez' exchange in
 * double on values of 40 digits, then rounded to f32 with a search among the neighbours), so edit them there.
 * Above each: what it approximates, and its largest relative error without rounding.
 */
export const coefficients = {"""


def row(spec):
    points = grid(spec.low, spec.high, 1201)
    values = np.array([float(spec.value(x)) for x in points])
    weights = np.array([float(spec.weight(x)) for x in points])
    kind = np.float64 if spec.double else np.float32
    found, error = fit(points, values, weights, spec.terms, kind)
    # The shortest decimal that is the same f32 (or double).
    numbers = ', '.join(str(kind(c)) for c in found)
    lines = [f'  /** {spec.meaning}: 2^{np.log2(error):.1f}. */', f'  {spec.name}: [{numbers}],']
    if len(lines[1]) > 120:
        lines[1:] = [f'  {spec.name}: [', *[f'    {kind(c)},' for c in found], '  ],']
    return '\n'.join(lines)


if __name__ == '__main__':
    print(HEADER)
    for spec in FITS:
        print(row(spec))
    print('} as const satisfies Readonly<Record<string, readonly number[]>>;')
