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
  /** How far off single precision may be here, if not as elsewhere. */
  readonly compiled?: number;
}

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

/** Compares cases with the reference, and with programs for js and wasm. */
export function checkCases(
  cases: readonly GoldenCase[],
  rtol: { readonly reference: number; readonly compiled: number },
) {
  const compare = (found: readonly (readonly number[])[], { expected }: GoldenCase, most: number): void => {
    expect(found.length).toBe(expected.length);
    found.forEach((one, k) => {
      const wanted = expected[k];
      if (wanted !== null && wanted !== undefined) expectClose(one, [wanted].flat(), { rtol: most, atol: most });
    });
  };
  describe('values and gradients', () => {
    test.each(cases)('$name', (one) => {
      compare(valuesOf(one.ys, one.operands), one, rtol.reference);
    });
  });
  describe.each(['js', 'wasm'] as const)('compiled to %s', (target) => {
    test.each(cases)('$name', (one) => {
      const whole = throughPasses({ xs: one.operands.map((x) => x.leaf), ys: one.ys });
      const { results } = runners[target]!(whole)(new Map(whole.xs.map((x, k) => [x, one.operands[k]!.value])));
      compare(
        results.map(({ data }) => [...data]),
        one,
        one.compiled ?? rtol.compiled,
      );
    });
  });
}
