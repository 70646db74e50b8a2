import type { NdArray } from '../../src/base/index.js';
import { drawOperands, randomNumbers } from '../../src/check/index.js';
import { applyNode, input, type Node, type Op, type Sample, type Tensor } from '../../src/graph/index.js';

export { draw, randomNumbers } from '../../src/check/index.js';

/** Operands for a sample, drawn from its domain; drawn again while they lie near a kink. */
export const operandsOf = (sample: Sample<unknown>, seed: number): NdArray[] =>
  drawOperands(sample, randomNumbers(seed));

/** A node of the op over inputs of these values' types, and what feeds it. */
export function nodeOf(
  op: Op,
  values: readonly NdArray[],
  attrs: unknown,
): { node: Node; xs: Tensor[]; fed: Map<Tensor, NdArray> } {
  const xs = values.map(({ dtype, shape }, k) => input(`x${k}`, { dtype, shape }));
  return { node: applyNode(op, xs, attrs), xs, fed: feed(xs, values) };
}

export const feed = (xs: readonly Tensor[], values: readonly NdArray[]): Map<Tensor, NdArray> =>
  new Map(xs.map((x, k) => [x, values[k]!]));
