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

/** The stream of workload Wk. */
export const streamOf = (k: number): (() => number) => lcg(7919 * k + 17);

/** A tensor's values, row-major. */
export interface Filled {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}

/** Glorot's uniform limit for kernels, 0.05 for embeddings, zeros for biases, ones for scales, fractions or both signs for data. */
export type Fill = 'glorot' | 'embedding' | 'zeros' | 'ones' | 'unit' | 'symmetric';

const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

export function filled(name: string, shape: readonly number[], fill: Fill, next: () => number): Filled {
  return { name, shape, data: Float32Array.from({ length: sizeOf(shape) }, drawing(shape, fill, next)) };
}

/** Whole numbers below a count: classes, characters. */
export function classes(name: string, shape: readonly number[], count: number, next: () => number): Filled {
  return { name, shape, data: Int32Array.from({ length: sizeOf(shape) }, () => Math.floor(next() * count)) };
}

function drawing(shape: readonly number[], fill: Fill, next: () => number): () => number {
  switch (fill) {
    case 'zeros':
      return () => 0;
    case 'ones':
      return () => 1;
    case 'unit':
      return next;
    case 'symmetric':
      return () => 2 * next() - 1;
    case 'embedding':
      return () => (2 * next() - 1) * 0.05;
    case 'glorot': {
      const [inputs, outputs] = shape.slice(-2) as [number, number];
      const limit = Math.sqrt(6 / (sizeOf(shape.slice(0, -2)) * (inputs + outputs)));
      return () => (2 * next() - 1) * limit;
    }
  }
}
