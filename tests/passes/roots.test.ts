import { expect, test } from 'vitest';
import { contract, sqrt } from '../../src/ops/index.js';
import { call } from '../support/transforms.js';

test('the root of a row with itself is its norm; of rows with each other, a root of what may be negative', () => {
  const rows = '[[3, 4], [-6, -8]]';
  expect(call((x) => sqrt(contract(x, x, { batch: [[0], [0]], sum: [[1], [1]] })), rows)).toEqual([[5, 10]]);
  expect(call((x) => sqrt(contract(x, x, { batch: [[], []], sum: [[1], [1]] })), rows)).toEqual([
    [
      [5, NaN],
      [NaN, 10],
    ],
  ]);
});
