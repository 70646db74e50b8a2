import { expect, test } from 'vitest';
import type { NdArray } from '../../src/base/index.js';
import { input } from '../../src/graph/index.js';
import { add, iota, mod, mul, slice } from '../../src/ops/index.js';
import { faultsOf, runners } from '../support/runners.js';

// Places that are multiplied by much wrap as all integers do, also those that are known when code is made.

test.each(Object.entries(runners))('%s: places times a large number', (_, runner) => {
  const xs = [input('x', { dtype: 'i32', shape: [16] })];
  const places = mul(iota([16]), 2_000_000_000);
  const one = add(slice(xs[0]!, [6], [7]), slice(places, [6], [7]));
  const whole = { xs, ys: [add(xs[0]!, places), one, add(xs[0]!, mod(places, 3))] };
  const values: NdArray = { dtype: 'i32', shape: [16], data: Float64Array.from({ length: 16 }, (__, k) => k) };
  expect(faultsOf(whole, runner(whole), new Map([[xs[0]!, values]]))).toEqual([]);
});
