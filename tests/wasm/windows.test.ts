import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { elements, shapeAt, type NdArray } from '../../src/base/index.js';
import { input, type Tensor } from '../../src/graph/index.js';
import { convolve } from '../../src/ops/index.js';
import { faultsAfterPasses, faultsOf, runners } from '../support/runners.js';
import { compiledWasm } from '../support/runWasm.js';
import {
  depthwiseForm,
  forwardForm,
  inputForm,
  kernelForm,
  type Formed,
  type Window2d,
} from '../support/windowForms.js';

// Convolutions without padding, of any extents: on both targets, and the same bits for a sample whoever is beside it.

const forms: Readonly<Record<string, (of: Window2d) => Formed>> = {
  forward: forwardForm,
  kernel: kernelForm,
  input: inputForm,
  depthwise: depthwiseForm,
  grouped: (of) => forwardForm({ ...of, groups: 2 }),
};

const short = fc.integer({ min: 1, max: 4 });
const windows: fc.Arbitrary<Window2d> = fc.record({
  samples: fc.constant('N'),
  places: fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })),
  window: fc.tuple(short, short),
  stride: fc.integer({ min: 1, max: 2 }),
  dilation: fc.integer({ min: 1, max: 2 }),
  channels: fc.constantFrom(1, 2, 3, 5, 6, 8),
  filters: fc.constantFrom(1, 2, 3, 4, 5, 6, 8, 9, 12, 13, 17),
});

const numbers = ({ dtype, shape }: Tensor, n: number, step: number): NdArray => {
  const known = shapeAt(shape, n);
  return { dtype, shape: known, data: Float64Array.from({ length: elements(known) }, (_, k) => Math.sin(k * step)) };
};

const fedFor = ({ xs }: Formed, n: number): Map<Tensor, NdArray> =>
  new Map(xs.map((x, k) => [x, numbers(x, n, k === 0 ? 0.7 : 1.3)]));

describe.each(Object.keys(forms))('%s', (form) => {
  test.each(['nests in vectors', 'js', 'wasm'])('of random extents, by %s', (runner) => {
    fc.assert(
      fc.property(windows, fc.integer({ min: 1, max: 5 }), (of, n) => {
        const formed = forms[form]!(of);
        const whole = { xs: formed.xs, ys: [formed.y] };
        expect(faultsOf(whole, runners[runner]!(whole), fedFor(formed, n), n)).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });
});

test.each(['forward', 'input', 'depthwise', 'grouped'])('%s: a sample has the same bits in every batch', (form) => {
  fc.assert(
    fc.property(windows, (of) => {
      const formed = forms[form]!(of);
      const run = compiledWasm({ xs: formed.xs, ys: [formed.y] });
      const [alone, beside] = [1, 4].map((n) => run(fedFor(formed, n), n).results[0]!.data);
      expect(beside!.slice(0, alone!.length)).toEqual(alone);
    }),
    { numRuns: 20 },
  );
});

test('one more sample is added to the gradient of a kernel behind those before it', () => {
  const of: Window2d = {
    samples: 'N',
    places: [9, 8],
    window: [3, 3],
    stride: 1,
    dilation: 1,
    channels: 3,
    filters: 6,
  };
  const formed = kernelForm(of);
  const run = compiledWasm({ xs: formed.xs, ys: [formed.y] });
  const given = fedFor(formed, 3);
  const [x, dy] = formed.xs.map((tensor) => given.get(tensor)!);
  const sampleOf = ({ dtype, shape, data }: NdArray, k: number): NdArray => {
    const size = data.length / 3;
    return { dtype, shape: [1, ...shape.slice(1)], data: data.slice(k * size, (k + 1) * size) };
  };
  const parts = [0, 1, 2].map(
    (k) =>
      run(
        new Map([
          [formed.xs[0], sampleOf(x!, k)],
          [formed.xs[1], sampleOf(dy!, k)],
        ]),
        1,
      ).results[0]!.data,
  );
  const whole = run(given, 3).results[0]!.data;
  const summed = whole.map((_, at) => parts.reduce((sum, part) => Math.fround(sum + part[at]!), 0));
  expect(whole).toEqual(summed);
});

const padded = fc.record({
  places: fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 7 })),
  window: fc.tuple(fc.integer({ min: 2, max: 4 }), fc.integer({ min: 2, max: 4 })),
  low: fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 4 })),
  high: fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 4 })),
  strides: fc.integer({ min: 1, max: 2 }),
  dilation: fc.integer({ min: 1, max: 2 }),
  channels: fc.constantFrom(1, 3, 4, 16),
  filters: fc.constantFrom(2, 4, 6, 9),
});

test.each(['nests in vectors', 'js', 'wasm'])('with a border of zeros, by %s', (runner) => {
  fc.assert(
    fc.property(padded, fc.integer({ min: 1, max: 3 }), (of, n) => {
      const { places, window, low, high, strides, dilation, channels, filters } = of;
      // Long enough that at least one window fits.
      const extents = places.map((extent, k) => {
        const reach = (window[k]! - 1) * dilation + 1;
        return Math.max(extent, reach - low[k]! - high[k]!, 1);
      });
      const xs = [
        input('x', { dtype: 'f32', shape: ['N', ...extents, channels] }),
        input('kernel', { dtype: 'f32', shape: [...window, channels, filters] }),
      ] as const;
      const padding = low.map((before, k): [number, number] => [before, high[k]!]);
      const whole = { xs, ys: [convolve(xs[0], xs[1], { padding, strides, dilation })] };
      const fed = new Map(xs.map((x, k) => [x, numbers(x, n, k === 0 ? 0.7 : 1.3)]));
      expect(faultsAfterPasses(whole, runners[runner]!, fed, n)).toEqual([]);
    }),
    { numRuns: 20 },
  );
});
