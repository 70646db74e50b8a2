import { expect, test } from 'vitest';
import { js } from '../../codegen/js/index.js';
import { input, type Tensor } from '../../src/graph/index.js';
import { kernelsInOrder } from '../../src/kernels/index.js';
import * as o from '../../src/ops/index.js';
import { scheduled, throughPasses } from '../support/scheduled.js';

// What a running combination alone reads is computed by it, element by element, and stored nowhere.

const x = input('x', { dtype: 'f32', shape: ['N', 8] });
const row = input('row', { dtype: 'f32', shape: [8] });

const formsOf = (...ys: readonly Tensor[]): string[] =>
  scheduled(throughPasses({ xs: [x, row], ys }), js.profile).program.entries.flatMap(({ steps }) =>
    kernelsInOrder(steps).map(({ form }) => form),
  );

test('a chain of element-wise work, read through what moves', () => {
  expect(formsOf(o.cumsum(o.exp(o.mul(x, row))))).toEqual(['prefix']);
  expect(formsOf(o.cumsum(o.transpose(o.exp(x))))).toEqual(['prefix']);
});

test('not what others read, what leaves, what would be computed again, or what sums up', () => {
  const shared = o.exp(x);
  expect(formsOf(o.cumsum(shared), o.cumprod(shared))).toEqual(['map', 'prefix', 'prefix']);
  expect(formsOf(o.cumsum(shared), shared)).toEqual(['map', 'prefix']);
  expect(formsOf(o.cumsum(o.broadcastTo(o.exp(row), ['N', 8]), { axis: 0 }))).toEqual(['map', 'prefix']);
  expect(formsOf(o.cumsum(o.softmax(x)))).toEqual(['map', 'prefix']);
});
