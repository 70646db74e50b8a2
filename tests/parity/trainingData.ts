import { expect } from 'vitest';
import { fnv1a32 } from './checkSum.js';
import { golden } from './golden.js';

interface Described {
  readonly name: string;
  readonly shape: readonly number[];
  readonly first: readonly number[];
  readonly fnv1a32: string;
}

interface Content {
  readonly seed: number;
  readonly batch: number;
  readonly classes: number;
  readonly weights: readonly Described[];
  readonly batches: readonly { readonly x: Described; readonly y: { readonly values: readonly number[] } }[];
}

export interface TrainingData {
  readonly weights: Readonly<Record<string, { readonly shape: readonly number[]; readonly values: Float32Array }>>;
  /** Inputs by name: images, and labels one-hot. */
  readonly batches: readonly { readonly image: readonly number[]; readonly label: readonly number[] }[];
}

/** The weights and batches of training.json, made again as scripts/golden makes them, and checked against its sums. */
export function trainingData(): TrainingData {
  const { seed, batch, classes, weights, batches } = golden<Content>('training');
  const unit = stream(seed);
  const made = weights.map(({ name, shape, first, fnv1a32 }) => {
    const [rows = 0, columns] = shape;
    const limit = columns === undefined ? 0 : Math.sqrt(6 / (rows + columns));
    const draw = (): number => (columns === undefined ? 0 : (2 * unit() - 1) * limit);
    const values = Float32Array.from({ length: rows * (columns ?? 1) }, draw);
    checkSum(name, values, first, fnv1a32);
    return [name, { shape, values }] as const;
  });
  return {
    weights: Object.fromEntries(made),
    batches: batches.map(({ x, y }, k) => {
      const image = Float32Array.from({ length: batch * 784 }, unit);
      checkSum(`x of batch ${k}`, image, x.first, x.fnv1a32);
      const numbers = Array.from({ length: batch }, () => Math.floor(unit() * classes));
      expect(numbers).toEqual(y.values);
      return { image: [...image], label: numbers.flatMap((own) => oneHot(own, classes)) };
    }),
  };
}

/** s = (1664525 s + 1013904223) mod 2^32; numbers (s >> 8) / 2^24. */
function stream(seed: number): () => number {
  let s = seed;
  return () => {
    s = (Math.imul(1664525, s) + 1013904223) >>> 0;
    return (s >>> 8) / 2 ** 24;
  };
}

const oneHot = (own: number, classes: number): number[] =>
  Array.from({ length: classes }, (_, k) => (k === own ? 1 : 0));

function checkSum(what: string, values: Float32Array, first: readonly number[], expected: string): void {
  first.forEach((x, k) => expect(values[k], what).toBe(Math.fround(x)));
  expect(fnv1a32(values), what).toBe(expected);
}
