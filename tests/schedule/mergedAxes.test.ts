import { expect, test } from 'vitest';
import type { NdArray } from '../../src/base/index.js';
import { input } from '../../src/graph/index.js';
import { gather, iota, max } from '../../src/ops/index.js';
import { faultsOf, runners } from '../support/runners.js';

// Axes are merged where addresses alone take them: not where an address holds a reduction that does something else with them.

test.each(Object.entries(runners))('%s: an element is chosen by a reduction of places', (_, runner) => {
  const xs = [input('x', { dtype: 'f32', shape: [8] })];
  const whole = { xs, ys: [gather(xs[0]!, max(iota([3, 5], { axis: 1 })))] };
  const values: NdArray = { dtype: 'f32', shape: [8], data: Float64Array.from({ length: 8 }, (__, k) => k) };
  expect(faultsOf(whole, runner(whole), new Map([[xs[0]!, values]]))).toEqual([]);
});
