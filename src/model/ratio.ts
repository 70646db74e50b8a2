import type { Tensor } from '../graph/index.js';

/** A loss or metric whose batches are merged by adding both parts: total over weight. */
export interface Ratio {
  readonly kind: 'ratio';
  readonly total: Tensor;
  readonly weight: Tensor;
}

/**
 * What a loss or metric returns where a batch does not count with its size: `ratio(sum(mul(loss, mask)), sum(mask))`.
 * Both are scalars; over several batches it is the sum of totals over the sum of weights.
 */
export const ratio = (total: Tensor, weight: Tensor): Ratio => ({ kind: 'ratio', total, weight });

export const isRatio = (x: unknown): x is Ratio =>
  typeof x === 'object' && x !== null && 'kind' in x && x.kind === 'ratio';
