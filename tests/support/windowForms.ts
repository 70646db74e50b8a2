import type { Extent } from '../../src/base/index.js';
import { input, type Tensor } from '../../src/graph/index.js';
import { affineSums, type Affine } from './affineSums.js';

/** A convolution in two dimensions, channels last, without padding. */
export interface Window2d {
  readonly samples: Extent;
  /** Height and width of the result. */
  readonly places: readonly [number, number];
  readonly window: readonly [number, number];
  readonly stride: number;
  readonly dilation: number;
  readonly channels: number;
  readonly filters: number;
  readonly groups?: number;
}

export interface Formed {
  readonly xs: readonly [Tensor, Tensor];
  readonly y: Tensor;
}

/** One factor, at axis `k` of so many. */
const only = (count: number, ...factors: readonly (readonly [number, number])[]): Affine =>
  Array.from({ length: count + 1 }, (_, k) => factors.find(([axis]) => axis === k)?.[1] ?? 0);

const imageOf = ({ samples, places, window, stride, dilation }: Window2d, channels: readonly number[]): Tensor => {
  const [height, width] = places.map((extent, k) => (extent - 1) * stride + (window[k]! - 1) * dilation + 1);
  return input('x', { dtype: 'f32', shape: [samples, height!, width!, ...channels] });
};

/** `out[n, y, x, f] = Σ in[n, y * s + ky * d, x * s + kx * d, c] * kernel[ky, kx, c, f]`, groups of channels apart. */
export function forwardForm(of: Window2d): Formed {
  const { samples, places, window, stride: s, dilation: d, channels, filters, groups } = of;
  const own = groups === undefined ? [] : [groups];
  const x = imageOf(of, [...own, channels]);
  const kernel = input('kernel', { dtype: 'f32', shape: [...window, channels, ...own, filters] });
  const results = [samples, ...places, ...own, filters];
  const r = results.length;
  const axes = (...factors: readonly (readonly [number, number])[]): Affine => only(r + 3, ...factors);
  const group = own.map(() => axes([3, 1]));
  const y = affineSums(x, kernel, {
    results,
    sums: [...window, channels],
    a: [axes([0, 1]), axes([1, s], [r, d]), axes([2, s], [r + 1, d]), ...group, axes([r + 2, 1])],
    b: [axes([r, 1]), axes([r + 1, 1]), axes([r + 2, 1]), ...group, axes([r - 1, 1])],
  });
  return { xs: [x, kernel], y };
}

/** `dKernel[ky, kx, c, f] = Σ in[n, y * s + ky * d, x * s + kx * d, c] * dy[n, y, x, f]`. */
export function kernelForm(of: Window2d): Formed {
  const { samples, places, window, stride: s, dilation: d, channels, filters } = of;
  const x = imageOf(of, [channels]);
  const dy = input('dy', { dtype: 'f32', shape: [samples, ...places, filters] });
  const axes = (...factors: readonly (readonly [number, number])[]): Affine => only(7, ...factors);
  const y = affineSums(x, dy, {
    results: [...window, channels, filters],
    sums: [samples, ...places],
    a: [axes([4, 1]), axes([0, d], [5, s]), axes([1, d], [6, s]), axes([2, 1])],
    b: [axes([4, 1]), axes([5, 1]), axes([6, 1]), axes([3, 1])],
  });
  return { xs: [x, dy], y };
}

/** `dIn[n, y, x, c] = Σ dy[n, y + ky, x + kx, f] * kernel[last - ky, last - kx, c, f]`: dy with its border, stride 1. */
export function inputForm(of: Window2d): Formed {
  const { samples, places, window, channels, filters } = of;
  const dy = imageOf({ ...of, stride: 1, dilation: 1 }, [filters]);
  const kernel = input('kernel', { dtype: 'f32', shape: [...window, channels, filters] });
  const axes = (...factors: readonly (readonly [number, number])[]): Affine => only(7, ...factors);
  const y = affineSums(dy, kernel, {
    results: [samples, ...places, channels],
    sums: [...window, filters],
    a: [axes([0, 1]), axes([1, 1], [4, 1]), axes([2, 1], [5, 1]), axes([6, 1])],
    b: [axes([4, -1], [7, window[0] - 1]), axes([5, -1], [7, window[1] - 1]), axes([3, 1]), axes([6, 1])],
  });
  return { xs: [dy, kernel], y };
}

/** `out[n, y, x, c] = Σ in[n, y * s + ky * d, x * s + kx * d, c] * kernel[ky, kx, c]`. */
export function depthwiseForm(of: Window2d): Formed {
  const { samples, places, window, stride: s, dilation: d, channels } = of;
  const x = imageOf(of, [channels]);
  const kernel = input('kernel', { dtype: 'f32', shape: [...window, channels] });
  const axes = (...factors: readonly (readonly [number, number])[]): Affine => only(6, ...factors);
  const y = affineSums(x, kernel, {
    results: [samples, ...places, channels],
    sums: window,
    a: [axes([0, 1]), axes([1, s], [4, d]), axes([2, s], [5, d]), axes([3, 1])],
    b: [axes([4, 1]), axes([5, 1]), axes([3, 1])],
  });
  return { xs: [x, kernel], y };
}
