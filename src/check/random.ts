import { dtypes, elements, range, type DType, type NdArray } from '../base/index.js';
import type { Sample } from '../graph/index.js';

/** A stream of numbers in [0, 1) that is the same on every run. */
export function randomNumbers(seed: number): () => number {
  let state = (seed * 2654435761 + 1) >>> 0;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    return ((state ^ (state >>> 13)) >>> 0) / 4294967296;
  };
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

/** Operands of a sample for one stream of numbers, drawn from its domain; drawn again while they lie near a kink. */
export function drawOperands(sample: Sample<unknown>, random: () => number): NdArray[] {
  for (const _ of range(1000)) {
    const drawn = sample.shapes.map((shape, k) => draw(shape, random, sample.dtypes?.[k] ?? 'f32', sample.domain?.[k]));
    const values = [...(sample.within?.(drawn) ?? drawn)];
    if (!sample.avoid?.(values, sample.attrs)) return values;
  }
  throw new RangeError('no operands away from kinks were found');
}
