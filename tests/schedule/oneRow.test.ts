import { expect, test } from 'vitest';
import { elements, type NdArray } from '../../src/base/index.js';
import { input } from '../../src/graph/index.js';
import { matmul } from '../../src/ops/index.js';
import { faultsOf, runners } from '../support/runners.js';

// A vector times a matrix is one row of results: the tile of columns must not be wider than they are.

const numbers = (...shape: number[]): NdArray => ({
  dtype: 'f32',
  shape,
  data: Float64Array.from({ length: elements(shape) }, (_, k) => Math.sin(k)),
});

test.each([12, 13, 14, 15, 16, 17, 23])('%i columns', (columns) => {
  const xs = [input('x', { dtype: 'f32', shape: [7] }), input('y', { dtype: 'f32', shape: [7, columns] })];
  const whole = { xs, ys: [matmul(xs[0]!, xs[1]!)] };
  const fed = new Map([
    [xs[0]!, numbers(7)],
    [xs[1]!, numbers(7, columns)],
  ]);
  expect(faultsOf(whole, runners['nests in vectors']!(whole), fed)).toEqual([]);
});
