import { dtypes, elements, range, stridesOf, type NdArray } from '../../base/index.js';
import type { ConvolveAttrs } from '../convolve.js';
import { placesOf, type Sliding } from './sliding.js';

/** Offsets in x, the kernel and the result. */
export type Offsets = readonly [x: number, kernel: number, result: number];

/** The sum as it is defined: zeros that are not stored are factors as well, so that an infinite kernel makes NaN of them. */
export function summedInto(x: NdArray, kernel: NdArray, attrs: ConvolveAttrs): NdArray {
  const inX = (letter: string): number => x.shape[attrs.x.indexOf(letter)] ?? 1;
  const inKernel = (letter: string): number => kernel.shape[attrs.kernel.indexOf(letter)] ?? 1;
  const inResult = (letter: string): number => {
    const sliding = attrs.windows[letter];
    if (sliding) return placesOf(inX(letter), inKernel(letter), sliding);
    return attrs.x.includes(letter) ? inX(letter) : inKernel(letter);
  };
  const shape = [...attrs.result].map(inResult);
  const steps = [stepsOf(attrs.x, x.shape), stepsOf(attrs.kernel, kernel.shape), stepsOf(attrs.result, shape)];
  const meetings = (letter: string): Offsets[] => {
    const sliding = attrs.windows[letter];
    const extent = attrs.x.includes(letter) ? inX(letter) : inKernel(letter);
    const all = sliding ? tapsOf(extent, inKernel(letter), inResult(letter), sliding) : alike(extent);
    const [a, b, c] = steps.map((step) => step(letter));
    return all.map(([i, k, place]) => [i * a!, k * b!, place * c!]);
  };
  const letters = [...new Set(attrs.x + attrs.kernel)];
  const moves = sums(letters.filter((letter) => attrs.windows[letter]).map(meetings));
  const points = sums(letters.filter((letter) => !attrs.windows[letter]).map(meetings));
  const data = new Float64Array(elements(shape));
  const [xs, kernels, results] = [0, 1, 2].map((k) => Int32Array.from(points, (point) => point[k]!));
  const isFinite = kernel.data.every(Number.isFinite);
  for (const [from, by, to] of moves) {
    const isZero = Number.isNaN(from);
    if (isZero && isFinite) continue;
    for (let k = 0; k < points.length; k++) {
      const value = isZero ? 0 : x.data[from + xs![k]!]!;
      data[to + results![k]!]! += value * kernel.data[by + kernels![k]!]!;
    }
  }
  return { dtype: x.dtype, shape, data: data.map(dtypes[x.dtype].wrap) };
}

/** One of each list added up, in every way. */
export const sums = (lists: readonly (readonly Offsets[])[]): Offsets[] =>
  lists.reduce<Offsets[]>(
    (all, list) =>
      all.flatMap(([x, kernel, result]) => list.map(([a, b, c]): Offsets => [x + a, kernel + b, result + c])),
    [[0, 0, 0]],
  );

/** How far the next element along a letter is; 0 for letters that an operand has not. */
function stepsOf(word: string, shape: readonly number[]): (letter: string) => number {
  const strides = stridesOf(shape);
  return (letter) => strides[word.indexOf(letter)] ?? 0;
}

const alike = (extent: number): Offsets[] => range(extent).map((i) => [i, i, i]);

/** Each element of the window at each of its places, with what lies under it: NaN, which is no place, where that is a zero. */
function tapsOf(extent: number, window: number, places: number, sliding: Sliding): Offsets[] {
  const met = new Map(meetingsOf(extent, window, places, sliding).map(([i, k, place]) => [place * window + k, i]));
  return range(places).flatMap((place) =>
    range(window).map((k): Offsets => [met.get(place * window + k) ?? NaN, k, place]),
  );
}

/** Which element meets which of the window's, and at which place of the window. */
export function meetingsOf(extent: number, window: number, places: number, sliding: Sliding): Offsets[] {
  const { stride, low, dilation, inputDilation } = sliding;
  return range(extent).flatMap((i) =>
    range(window).flatMap((k): Offsets[] => {
      const place = (i * inputDilation + low - k * dilation) / stride;
      return Number.isInteger(place) && place >= 0 && place < places ? [[i, k, place]] : [];
    }),
  );
}
