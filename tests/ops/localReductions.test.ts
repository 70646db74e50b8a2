import { describe, expect, test } from 'vitest';
import { gradients } from '../../src/autodiff/index.js';
import { evaluate, input } from '../../src/graph/index.js';
import { localMean, localVariance, sum } from '../../src/ops/index.js';

const rows = [
  [1, 5, 2, 8],
  [0, 4, 4, 4],
  [7, 4, 4, 4],
];
const shape = [1, 3, 4, 1];
const x = input('x', { dtype: 'f32', shape });
const valueOf = (data: readonly number[]) => ({ dtype: 'f32' as const, shape, data: Float64Array.from(data) });
const fed = new Map([[x, valueOf(rows.flat())]]);

/** The elements around one, as far as there are any. */
const around = (row: number, column: number, [high, wide]: readonly [number, number]): number[] =>
  rows
    .slice(Math.max(0, row - Math.floor((high - 1) / 2)), row + Math.floor(high / 2) + 1)
    .flatMap((own) => own.slice(Math.max(0, column - Math.floor((wide - 1) / 2)), column + Math.floor(wide / 2) + 1));

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const variance = (values: readonly number[]): number => mean(values.map((value) => (value - mean(values)) ** 2));

describe.each([
  [3, 3],
  [1, 3],
  [2, 3],
] as const)('windows of %i by %i', (high, wide) => {
  test.each([
    ['localMean', localMean, mean],
    ['localVariance', localVariance, variance],
  ] as const)('%s', (_, f, expected) => {
    const [found] = evaluate([f(x, [high, wide])], { values: fed });
    const wanted = rows.flatMap((own, row) => own.map((_, column) => expected(around(row, column, [high, wide]))));
    wanted.forEach((value, k) => expect(found!.data[k]).toBeCloseTo(value, 12));
  });
});

test('where all elements are equal the variance is 0, and so is its gradient', () => {
  const y = localVariance(x, 3);
  const equal = new Map([[x, valueOf(rows.flat().map(() => 0.1))]]);
  const found = evaluate([y, ...gradients(sum(y), [x])], { values: equal });
  for (const { data } of found) data.forEach((value) => expect(Math.abs(value)).toBeLessThan(1e-15));
});
