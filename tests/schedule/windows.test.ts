import { describe, expect, test } from 'vitest';
import { elements, shapeAt, type NdArray } from '../../src/base/index.js';
import type { Tensor } from '../../src/graph/index.js';
import { faultsOf, runners } from '../support/runners.js';
import {
  depthwiseForm,
  forwardForm,
  inputForm,
  kernelForm,
  type Formed,
  type Window2d,
} from '../support/windowForms.js';

// Convolutions without padding in all their directions, on every target, against the definition.

const numbers = ({ dtype, shape }: Tensor, n: number, step: number): NdArray => {
  const known = shapeAt(shape, n);
  return { dtype, shape: known, data: Float64Array.from({ length: elements(known) }, (_, k) => Math.sin(k * step)) };
};

const plain: Window2d = {
  samples: 'N',
  places: [6, 6],
  window: [3, 3],
  stride: 1,
  dilation: 1,
  channels: 2,
  filters: 6,
};

const cases: readonly (readonly [string, Partial<Window2d>])[] = [
  ['six filters of one channel', { places: [8, 8], window: [4, 5], channels: 1 }],
  ['sixteen filters of six channels', { places: [8, 9], window: [3, 2], channels: 6, filters: 16 }],
  ['places that are no whole tiles', { places: [5, 7], filters: 9, channels: 3 }],
  ['one row of places', { places: [1, 9], window: [1, 4], filters: 8 }],
  ['strides and dilation', { stride: 2, dilation: 2, filters: 5 }],
  ['many filters', { filters: 70, places: [3, 5], channels: 3 }],
  ['few filters', { filters: 3, channels: 8 }],
  ['six channels of eight filters', { window: [2, 5], channels: 6, filters: 8 }],
  ['nine channels of twelve filters', { window: [3, 2], channels: 9, filters: 12 }],
  ['one filter', { filters: 1, channels: 1, places: [9, 9] }],
];

const forms: Readonly<Record<string, (of: Window2d) => Formed>> = {
  forward: forwardForm,
  kernel: kernelForm,
  input: inputForm,
  depthwise: depthwiseForm,
};

describe.each(Object.keys(forms))('%s', (form) => {
  describe.each(Object.keys(runners))('by %s', (runner) => {
    test.each(cases)('%s', (_, options) => {
      const { xs, y } = forms[form]!({ ...plain, ...options });
      const whole = { xs, ys: [y] };
      for (const n of [1, 3]) {
        const fed = new Map(xs.map((x, k) => [x, numbers(x, n, k === 0 ? 0.7 : 1.3)]));
        expect(faultsOf(whole, runners[runner]!(whole), fed, n)).toEqual([]);
      }
    });
  });
});
