import { describe, expect, test } from 'vitest';
import { range, shapeAt, type NdArray } from '../../src/base/index.js';
import { gradients } from '../../src/autodiff/index.js';
import { randomGraph } from '../../src/check/index.js';
import { rounded } from '../../src/check/rounding.js';
import type { Tensor } from '../../src/graph/index.js';
import { add, sum } from '../../src/ops/index.js';
import { faultsAfterPasses, faultsOf, runners } from '../support/runners.js';
import { draw, randomNumbers } from '../support/samples.js';
import type { Whole } from '../support/scheduled.js';

// Formulas of the textbook in random graphs, with and without their gradients: what fusion, memory plan and back ends
// make of them is what they were in float64, as far as single precision allows. A failure names its seed.

const batchSizes = [1, 2, 3, 7, 16, 17];
const rows = [3, 5, 8, 9];
const columns = [5, 7, 8, 12, 16, 17, 33];
const seeds = range(100).map((k) => 10_001 + k);

function forward(seed: number): Whole {
  const { inputs, outputs } = randomGraph(seed, 8 + (seed % 18));
  return { xs: inputs, ys: outputs };
}

/** The outputs of a random graph, and the gradients of their sum. */
function withGradients(seed: number): Whole {
  const { xs, ys } = forward(seed);
  const loss = ys.map((y) => sum(y)).reduce((total, y) => add(total, y));
  return { xs, ys: [...ys, ...gradients(loss, xs, { allowUnused: true })] };
}

function valuesOf(xs: readonly Tensor[], seed: number, n: number): Map<Tensor, NdArray> {
  const random = randomNumbers(seed);
  return new Map(xs.map((x) => [x, draw(shapeAt(x.shape, n), random)]));
}

/** What `check` says of random values at a batch size that the seed chooses. */
function faultsAt(seed: number, { xs }: Whole, check: (fed: Map<Tensor, NdArray>, n: number) => string[]): string[] {
  const n = batchSizes[seed % batchSizes.length]!;
  return check(valuesOf(xs, seed, n), n).map((text) => `seed ${seed}, N = ${n}: ${text}`);
}

describe.each(Object.entries(runners))('%s', (_, runner) => {
  test.each([
    ['forward', forward],
    ['with gradients', withGradients],
  ])('after all passes, %s', (_, made) => {
    const wrong = seeds.flatMap((seed) => {
      const whole = made(seed);
      return faultsAt(seed, whole, (fed, n) => faultsAfterPasses(whole, runner, fed, n));
    });
    expect(wrong).toEqual([]);
  });

  test('of tensors as wide as vectors are, and wider', () => {
    const wrong = seeds.flatMap((seed) => {
      const { inputs, outputs } = randomGraph(seed + 2_000, 8 + (seed % 12), [rows[seed % 4]!, columns[seed % 7]!]);
      const whole: Whole = { xs: inputs, ys: outputs };
      return faultsAt(seed, whole, (fed, n) => faultsAfterPasses(whole, runner, fed, n));
    });
    expect(wrong).toEqual([]);
  });

  test('as they are, without passes', () => {
    const wrong = seeds.slice(0, 50).flatMap((seed) => {
      const whole = forward(seed + 1_000);
      return faultsAt(seed, whole, (fed, n) => faultsOf(whole, runner(whole), fed, n));
    });
    expect(wrong).toEqual([]);
  });
});

test('what is compared is mostly known to many digits', () => {
  const shares = seeds.slice(0, 50).map((seed) => {
    const { xs, ys } = withGradients(seed);
    const { values, slack } = rounded(ys, { values: valuesOf(xs, seed, 3), n: 3 });
    const elements = values.flatMap(({ data }, k) => [...data].map((value, at) => [value, slack[k]![at]!] as const));
    return elements.filter(([value, own]) => own <= 1e-4 * (1 + Math.abs(value))).length / elements.length;
  });
  expect(shares.reduce((total, share) => total + share, 0) / shares.length).toBeGreaterThan(0.8);
});
