import type { Tensor } from '../graph/index.js';
import { div, equal, tensorOf, where, type Operand } from '../ops/index.js';

/** A loss or metric whose batches are merged by adding both parts: total over weight. */
export interface Ratio {
  readonly kind: 'ratio';
  readonly total: Tensor;
  readonly weight: Tensor;
}

/**
 * What a loss or metric returns where a batch does not count with its size: `ratio(sum(mul(loss, mask)), sum(mask))`.
 * Both are scalars; over several batches it is the sum of totals over the sum of weights. Where the weights sum to 0 it is 0, and
 * so are its derivatives.
 */
export const ratio = (total: Operand, weight: Operand): Ratio => ({
  kind: 'ratio',
  total: tensorOf(total, 'ratio'),
  weight: tensorOf(weight, 'ratio'),
});

/** Total over weight; 0 without weight, at every order: there the quotient is by 1, and the result masked. */
export function quotientOf({ total, weight }: Ratio): Tensor {
  const none = equal(weight, 0);
  return where(none, 0, div(total, where(none, 1, weight)));
}

export const isRatio = (x: unknown): x is Ratio =>
  typeof x === 'object' && x !== null && 'kind' in x && x.kind === 'ratio';
