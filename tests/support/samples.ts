import { dtypes, elements, type DType, type NdArray } from '../../src/base/index.js';
import { applyNode, input, type Node, type Op, type Sample, type Tensor } from '../../src/graph/index.js';

/** A stream of numbers in [0, 1) that is the same on every run. */
export function randomNumbers(seed: number): () => number {
  let state = (seed * 2654435761 + 1) >>> 0;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    return ((state ^ (state >>> 13)) >>> 0) / 4294967296;
  };
}

/** Operands for a sample, drawn from its domain; drawn again while they lie near a kink. */
export function operandsOf(sample: Sample<unknown>, seed: number): NdArray[] {
  const random = randomNumbers(seed);
  for (let tries = 0; tries < 1000; tries++) {
    const values = sample.shapes.map((shape, k) =>
      draw(shape, random, sample.dtypes?.[k] ?? 'f32', sample.domain?.[k] ?? [-2, 2]),
    );
    if (!sample.avoid?.(values, sample.attrs)) return values;
  }
  throw new Error('no operands away from kinks were found');
}

/** An array of random elements between two bounds. */
export function draw(
  shape: readonly number[],
  random: () => number,
  dtype: DType = 'f32',
  [from, to]: readonly [number, number] = [-2, 2],
): NdArray {
  const [low, high] = dtype === 'bool' ? [0, 1] : dtype === 'u32' ? [Math.max(0, from), to] : [from, to];
  const one = (): number => {
    const value = low + (high - low) * random();
    return dtype === 'f32' ? value : dtypes[dtype].wrap(Math.round(value));
  };
  return { dtype, shape, data: Float64Array.from({ length: elements(shape) }, one) };
}

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
