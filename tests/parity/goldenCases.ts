import { describe, expect, test } from 'vitest';
import { gradients } from '../../src/autodiff/index.js';
import type { DType } from '../../src/base/index.js';
import type { Tensor } from '../../src/graph/index.js';
import { runners } from '../support/runners.js';
import { throughPasses } from '../support/scheduled.js';
import { expectClose, given, valuesOf, type Given, type Golden } from './golden.js';

export type Goldens = Golden | readonly Golden[];

/** Tensors of given operands, and what they are to be: null where that is not told. */
export interface GoldenCase {
  readonly name: string;
  readonly operands: readonly Given[];
  readonly ys: readonly Tensor[];
  readonly expected: readonly (Goldens | null)[];
  /** The shapes of the first of ys. */
  readonly shapes?: readonly (readonly number[])[];
  /** How far off single precision may be here, if not as elsewhere. */
  readonly compiled?: Tolerance;
}

/** How far off values may be: one number for both. */
export type Tolerance = number | { readonly rtol: number; readonly atol: number };

export const leaf = (shape: readonly number[], data: Goldens, dtype: DType = 'f32'): Given =>
  given(shape, [data].flat().map(Number), dtype);

/** y and its gradients by operands, for a cotangent that is one operand more. */
export function withGradients(y: Tensor, xs: readonly Given[], dy: Goldens): { ys: Tensor[]; operands: Given[] } {
  const cotangent = leaf(y.shape.map(Number), dy);
  const leaves = xs.map((x) => x.leaf);
  return {
    ys: [y, ...gradients(y, leaves, { dy: cotangent.leaf, allowUnused: true })],
    operands: [...xs, cotangent],
  };
}

/** What a program for a target makes of operands. */
export function compiledValues(
  target: 'js' | 'wasm' | 'nests',
  { ys, operands }: Pick<GoldenCase, 'ys' | 'operands'>,
): number[][] {
  const whole = throughPasses({ xs: operands.map((x) => x.leaf), ys });
  const { results } = runners[target]!(whole)(new Map(whole.xs.map((x, k) => [x, operands[k]!.value])));
  return results.map(({ data }) => [...data]);
}

/** Compares cases with the reference, and with programs for js and wasm. */
export function checkCases(
  cases: readonly GoldenCase[],
  tolerance: { readonly reference: Tolerance; readonly compiled: Tolerance },
) {
  const compare = (found: readonly (readonly number[])[], one: GoldenCase, most: Tolerance): void => {
    const { ys, shapes = [], expected } = one;
    expect(ys.slice(0, shapes.length).map(({ shape }) => shape)).toEqual(shapes);
    expect(found.length).toBe(expected.length);
    found.forEach((values, k) => {
      const wanted = expected[k];
      if (wanted === null || wanted === undefined) return;
      expectClose(values, [wanted].flat(), typeof most === 'number' ? { rtol: most, atol: most } : most);
    });
  };
  describe('values and gradients', () => {
    test.each(cases)('$name', (one) => {
      compare(valuesOf(one.ys, one.operands), one, tolerance.reference);
    });
  });
  describe.each(['js', 'wasm'] as const)('compiled to %s', (target) => {
    test.each(cases)('$name', (one) => {
      compare(compiledValues(target, one), one, one.compiled ?? tolerance.compiled);
    });
  });
}
