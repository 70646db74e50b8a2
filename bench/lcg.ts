/**
 * Numbers that any language can make: a 32-bit linear congruential generator, `s = 1664525 s + 1013904223`, whose upper 24
 * bits are a fraction that f32 holds exactly. One stream a workload; parameters first, then x, then y.
 */
export function lcg(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return (state >>> 8) / 2 ** 24;
  };
}

export interface Filled {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export type Fill = 'glorot' | 'zeros' | 'unit';

/** Row-major values: Glorot's uniform limit for kernels, zeros for biases, fractions for data. */
export function filled(name: string, shape: readonly number[], fill: Fill, next: () => number): Filled {
  const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
  const limit = Math.sqrt(6 / shape.slice(-2).reduce((a, b) => a + b, 0));
  if (fill !== 'zeros')
    for (let k = 0; k < data.length; k++) data[k] = fill === 'unit' ? next() : (2 * next() - 1) * limit;
  return { name, shape, data };
}
