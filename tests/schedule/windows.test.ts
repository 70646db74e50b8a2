import { expect, test } from 'vitest';
import { wasmProfile } from '../../codegen/wasm/index.js';
import { scheduled } from '../support/scheduled.js';
import {
  depthwiseForm,
  forwardForm,
  inputForm,
  kernelForm,
  type Formed,
  type Window2d,
} from '../support/windowForms.js';

// How convolutions are laid out in vectors: what is summed at once, what is packed, and which routine does it.

const lenet: Window2d = {
  samples: 'N',
  places: [10, 10],
  window: [5, 5],
  stride: 1,
  dilation: 1,
  channels: 6,
  filters: 16,
};

function laidOut({ xs, y }: Formed) {
  const { nests } = scheduled({ xs, ys: [y] }, wasmProfile).schedule;
  const { reasons, routines } = nests[0]!;
  return { reasons: reasons.join('; '), routines: [...new Set(routines.map(({ name }) => name))] };
}

test('a convolution sums tiles of places by filters, and reads windows where they lie', () => {
  const { reasons, routines } = laidOut(forwardForm(lenet));
  expect(reasons).toContain('4 x 8 results are summed at once, in vectors; columns are read where they lie, in a row');
  expect(routines).toEqual(['sums4x8over2']);
  // Eight places are whole tiles, which lie a known distance apart; ten are taken across the rows of the image.
  expect(laidOut(forwardForm({ ...lenet, places: [10, 8] })).routines).toEqual(['sums4x8by6over2']);
});

test("a kernel's gradient is summed in blocks, a sample after the other", () => {
  expect(laidOut(kernelForm(lenet)).routines).toEqual(['sums4x8over2more']);
});

test('few columns whose terms lie in a row are summed by terms, packed once', () => {
  const { reasons, routines } = laidOut(inputForm(lenet));
  expect(reasons).toContain('4 x 2 results are summed at once, in vectors of terms, since 6 columns fill none');
  expect(routines).toEqual(['dots4x2by400over2into6']);
});

test('fewer columns than a vector has lanes change places with what lies in a row', () => {
  expect(laidOut(kernelForm({ ...lenet, filters: 3 })).routines).toEqual(['sums3x8over2more']);
});

test('what is summed for each channel alone is so for four of them at once, its window written out', () => {
  const { reasons, routines } = laidOut(depthwiseForm({ ...lenet, window: [3, 3], channels: 8 }));
  expect(reasons).toContain('in vectors of 4');
  expect(routines).toEqual([]);
});
