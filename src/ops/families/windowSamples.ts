import { type NdArray } from '../../base/index.js';
import type { Sample } from '../../graph/index.js';
import { windowsOf, type Window, type WindowAttrs } from './windowing.js';

type Given = Pick<Window, 'axis' | 'size'> & Partial<Window>;

export const sampleOf = (shape: readonly number[], windows: readonly Given[]): Sample<WindowAttrs> => ({
  shapes: [shape],
  attrs: { windows: windows.map((own) => ({ stride: 1, low: 0, high: 0, dilation: 1, inputDilation: 1, ...own })) },
});

/** Windows that overlap, that do not, with gaps, with padding, dilated; along one axis, two and none. */
export const windowSamples: readonly Sample<WindowAttrs>[] = [
  sampleOf([5], [{ axis: 0, size: 3 }]),
  sampleOf([4, 2], [{ axis: 0, size: 2, stride: 2 }]),
  sampleOf(
    [2, 4, 4],
    [
      { axis: 1, size: 2, stride: 2 },
      { axis: 2, size: 2, stride: 2 },
    ],
  ),
  sampleOf(
    [3, 5],
    [
      { axis: 1, size: 3, stride: 2, low: 1, high: 1 },
      { axis: 0, size: 2, low: 1 },
    ],
  ),
  sampleOf([7], [{ axis: 0, size: 2, stride: 3, high: 1 }]),
  sampleOf([5, 2], [{ axis: 0, size: 2, stride: 2, low: 1 }]),
  sampleOf([6], [{ axis: 0, size: 2, dilation: 2, low: 1, high: -1 }]),
  sampleOf([5], [{ axis: 0, size: 1, stride: 2 }]),
  sampleOf([2, 2], []),
];

/** Whether two elements of a window lie so near each other that a difference quotient would jump. */
export function hasNearTie([x]: readonly NdArray[], attrs: WindowAttrs): boolean {
  if (!x) return false;
  return windowsOf(x, attrs).elements.some((own) => {
    const sorted = own.map(({ value }) => value).sort((a, b) => a - b);
    return sorted.some((value, k) => k > 0 && value - sorted[k - 1]! < 0.01);
  });
}
