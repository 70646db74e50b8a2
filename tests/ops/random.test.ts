import { describe, expect, test } from 'vitest';
import { evaluate, input } from '../../src/graph/index.js';
import * as ops from '../../src/ops/index.js';
import { ints, elementsOf, run, traced } from '../support/run.js';
import { sliceAt, stacked } from '../support/ndarrays.js';

const count = 20_000;
const drawn = (f: () => ReturnType<typeof ops.uniform>, key: readonly [number, number] = [3, 4]): number[] =>
  elementsOf(traced(f, key).result);

/** Mean and the central moments two, three and four of what was drawn, in units of the standard deviation. */
function moments(values: readonly number[]) {
  const mean = (f: (x: number) => number): number => values.reduce((sum, x) => sum + f(x), 0) / values.length;
  const centre = mean((x) => x);
  const deviation = Math.sqrt(mean((x) => (x - centre) ** 2));
  const central = (power: number): number => mean((x) => ((x - centre) / deviation) ** power);
  return { mean: centre, deviation, skew: central(3), kurtosis: central(4) };
}

// Bounds are five standard errors of so many draws.
const near = (found: number, expected: number, deviation: number): void =>
  expect(Math.abs(found - expected)).toBeLessThan((5 * deviation) / Math.sqrt(count));

test('uniform: within its bounds, evenly', () => {
  const values = drawn(() => ops.uniform([count], { min: -1, max: 3 }));
  expect(Math.min(...values)).toBeGreaterThanOrEqual(-1);
  expect(Math.max(...values)).toBeLessThan(3);
  const { mean, deviation, kurtosis } = moments(values);
  near(mean, 1, 4 / Math.sqrt(12));
  near(deviation, 4 / Math.sqrt(12), 1);
  near(kurtosis, 1.8, 4);
});

test('normal: its moments', () => {
  const { mean, deviation, skew, kurtosis } = moments(drawn(() => ops.normal([count], { mean: 2, stddev: 3 })));
  near(mean, 2, 3);
  near(deviation, 3, 3 / Math.SQRT2);
  near(skew, 0, Math.sqrt(6));
  near(kurtosis, 3, Math.sqrt(24));
});

test('truncatedNormal: nothing beyond two deviations, and the right spread', () => {
  const values = drawn(() => ops.truncatedNormal([count], { mean: 1, stddev: 2 }));
  expect(Math.max(...values.map((x) => Math.abs(x - 1)))).toBeLessThan(4);
  const { mean, deviation } = moments(values);
  near(mean, 1, 1.76);
  // The standard deviation of a normal distribution cut off at two.
  near(deviation, 2 * 0.8796256610342398, 1.3);
});

test('bernoulli: as often as asked, with a probability for each', () => {
  const values = drawn(() => ops.cast(ops.bernoulli([count], 0.3), 'f32'));
  near(values.reduce((a, b) => a + b, 0) / count, 0.3, 0.46);
  expect(drawn(() => ops.bernoulli([2, 3], [[0], [1]]))).toEqual([0, 0, 0, 1, 1, 1]);
});

describe('streams and keys', () => {
  test('two equal calls draw different values, two equal models the same', () => {
    const twice = () => traced(() => [ops.uniform([8]), ops.uniform([8])]).result.map((x) => elementsOf(x));
    const [first, second] = twice();
    expect(first).not.toEqual(second);
    expect(twice()).toEqual([first, second]);
  });
  test('another key draws other values', () => {
    const from = (key: readonly [number, number]): number[] => drawn(() => ops.uniform([8]), key);
    expect(from([1, 2])).not.toEqual(from([2, 1]));
  });
  test('a longer draw begins with the shorter one', () => {
    const long = drawn(() => ops.uniform([9]));
    expect(drawn(() => ops.uniform([4]))).toEqual(long.slice(0, 4));
  });
  test('under a batch of keys each element draws from its own', () => {
    const keys = input('keys', { dtype: 'u32', shape: ['N', 2] });
    const pairs = [ints([1, 2], 'u32'), ints([3, 4], 'u32')];
    const [batched] = ops.randomBitsOp.batch([{ x: keys, axis: 0 }], { shape: [3], stream: 5 });
    const [all] = evaluate([batched!.x], { values: new Map([[keys, stacked(pairs, 0)]]), n: 2 });
    pairs.forEach((pair, k) => {
      const one = run((key) => ops.randomBits(key, { shape: [3], stream: 5 }), pair);
      expect([...sliceAt(all!, batched!.axis!, k).data]).toEqual(one);
    });
  });
});

test('tap gives its operand and keeps it by name', () => {
  const x = input('x', { dtype: 'f32', shape: [] });
  const { result, taps } = traced(() => ops.tap('inner', x));
  expect(result).toBe(x);
  expect([...taps]).toEqual([['inner', x]]);
});
