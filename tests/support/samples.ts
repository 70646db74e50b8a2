import { dtypes, elements, type DType, type NdArray } from '../../src/base/index.js';
import type { Sample } from '../../src/graph/index.js';

/** A stream of numbers in [0, 1) that is the same on every run. */
export function randomNumbers(seed: number): () => number {
  let state = (seed * 2654435761 + 1) >>> 0;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    return ((state ^ (state >>> 13)) >>> 0) / 4294967296;
  };
}

/** Operands for a sample, drawn from its domain; drawn again while they lie near a kink. `batch[k]` is a leading extent. */
export function operandsOf<A>(sample: Sample<A>, seed: number): NdArray[] {
  const random = randomNumbers(seed);
  for (let tries = 0; tries < 1000; tries++) {
    const values = sample.shapes.map((shape, k) =>
      draw(shape, sample.dtypes?.[k] ?? 'f32', sample.domain?.[k], random),
    );
    if (!sample.avoid?.(values, sample.attrs)) return values;
  }
  throw new Error('no operands away from kinks were found');
}

export function draw(
  shape: readonly number[],
  dtype: DType,
  domain: readonly [number, number] = [-2, 2],
  random: () => number,
): NdArray {
  const [low, high] = dtype === 'bool' ? [0, 1] : dtype === 'u32' ? [Math.max(0, domain[0]), domain[1]] : domain;
  const one = (): number => {
    const value = low + (high - low) * random();
    return dtype === 'f32' ? value : dtypes[dtype].wrap(Math.round(value));
  };
  return { dtype, shape, data: Float64Array.from({ length: elements(shape) }, one) };
}

/** The greatest difference of two arrays, relative to their size where that is above 1; NaN only beside NaN. */
export function far(a: NdArray, b: NdArray): number {
  if (a.dtype !== b.dtype || a.shape.join() !== b.shape.join()) return Infinity;
  return a.data.reduce((worst, x, k) => {
    const y = b.data[k]!;
    if (Object.is(x, y) || x === y) return worst;
    const difference = Math.abs(x - y) / (1 + Math.abs(y));
    return Math.max(worst, Number.isNaN(difference) ? Infinity : difference);
  }, 0);
}
