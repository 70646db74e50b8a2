import {
  badAttribute,
  badWindow,
  dtypes,
  range,
  stridesOf,
  type DType,
  type NdArray,
  type Type,
} from '../../base/index.js';
import { e, type Expr, type Monoid, type Read } from '../../expr/index.js';
import type { Batched, Tensor } from '../../graph/index.js';
import { besideBatch } from './batching.js';
import { meetingsOf, sums, type Offsets } from './convolveReference.js';
import { requireDtypes } from './elementwise.js';
import { named } from './operand.js';
import { dilated, placesOf, placeUnder, slidExtent, type Sliding } from './sliding.js';
import { withStoredPadding, type Stored } from './storedPadding.js';

/** A window along one axis; several of them move together. */
export interface Window extends Sliding {
  readonly axis: number;
  readonly size: number;
}

export interface WindowAttrs {
  /** In the order in which the elements of a window are counted, each axis once. */
  readonly windows: readonly Window[];
}

/** The result's shape; throws where a window does not fit. */
export function windowedShape(op: string, x: Tensor, { windows }: WindowAttrs): Type['shape'] {
  const axes = windows.map(({ axis }) => axis);
  if (axes.some((axis, k) => !(axis in x.shape) || axes.indexOf(axis) < k))
    throw badAttribute(op, 'axes', `[${axes.join()}]`, `different axes of [${x.shape.join(', ')}]`);
  return x.shape.map((extent, axis) => {
    const sliding = windows.find((own) => own.axis === axis);
    return sliding ? slidExtent(op, [named(x)], { axis, extent, window: sliding.size, sliding }) : extent;
  });
}

/** The shape of what has the greatest element of each window; throws where there is none. */
export function extremeShape(op: string, x: Tensor, attrs: WindowAttrs): Type['shape'] {
  requireDtypes(op, [x], ['f32', 'i32', 'u32']);
  const shape = windowedShape(op, x, attrs);
  requireReal(op, x, attrs);
  return shape;
}

/** Throws if some place of a window has nothing but padding: there is no greatest element of it, and no mean. */
export function requireReal(op: string, x: Tensor, { windows }: WindowAttrs): void {
  for (const sliding of windows) {
    const { axis, size, low } = sliding;
    const extent = Number(x.shape[axis]);
    const met = new Set(meetingsOf(extent, size, placesOf(extent, size, sliding), sliding).map(([, , place]) => place));
    if (met.size === placesOf(extent, size, sliding)) continue;
    const why = `a window of ${size} along axis ${axis} lies in the padding alone`;
    const mend = `Pad axis ${axis} by less than ${dilated(size, sliding.dilation)}; it is ${low} before and ${sliding.high} behind.`;
    throw badWindow(op, [named(x)], why, mend);
  }
}

/** The windows over an operand with a batch axis. */
export function windowsBesideBatch({ axis: batch }: Batched, { windows }: WindowAttrs): WindowAttrs {
  return { windows: windows.map((own) => ({ ...own, axis: besideBatch(own.axis, batch ?? 0) })) };
}

/** What a reduction sees of an element of a window: its value, and where it stands along each window's axis. */
type Body = (value: Expr, at: readonly Expr[]) => readonly Expr[];

/** A reduction over the elements of each window; `missing` stands for what is not there. */
export function windowed(
  x: Read,
  { dtype, shape }: Type,
  { windows }: WindowAttrs,
  { monoid, missing, body, pick }: { monoid: Monoid; missing: number; body: Body; pick?: number },
): Read {
  // A window of one element is no loop.
  const wide = windows.filter(({ size }) => size > 1);
  return (index) =>
    e.reduce(
      monoid,
      wide.map(({ size }) => size),
      (axes) => {
        const inside = windows.map((own): Expr => axes[wide.indexOf(own)] ?? e.int(0));
        const places = windows.map((own, k) =>
          placeUnder(own, { window: inside[k]!, place: index[own.axis]!, extent: shape[own.axis]! }),
        );
        const when = places.reduce((all, place) => e.and(all, place.when), e.constant(1, 'bool'));
        const from = [...index];
        windows.forEach(({ axis }, k) => (from[axis] = places[k]!.index));
        return body(
          e.select(when, x(from), e.constant(missing, dtype)),
          places.map((place) => place.index),
        );
      },
      pick,
    );
}

/** An element of a window, and where it stands along each window's axis. */
export interface Met {
  readonly value: number;
  readonly at: readonly number[];
}

/** The windows' elements in their order, found from where each one lies under a window: `windowed` looks from the result instead. */
export function windowsOf(x: NdArray, { windows }: WindowAttrs): { shape: number[]; elements: Met[][] } {
  const windowOf = (axis: number): Window | undefined => windows.find((own) => own.axis === axis);
  const shape = x.shape.map((extent, axis) => {
    const own = windowOf(axis);
    return own ? placesOf(extent, own.size, own) : extent;
  });
  const order = stridesOf(windows.map(({ size }) => size));
  const [inX, inResult] = [stridesOf(x.shape), stridesOf(shape)];
  const along = ([i, k, place]: Offsets, axis: number, step: number): Offsets => [
    i * inX[axis]!,
    k * step,
    place * inResult[axis]!,
  ];
  const moves = sums(
    windows.map((own, k) =>
      meetingsOf(x.shape[own.axis]!, own.size, shape[own.axis]!, own).map((met) => along(met, own.axis, order[k]!)),
    ),
  ).sort(([, a], [, b]) => a - b);
  const others = range(x.shape.length).filter((axis) => !windowOf(axis));
  const points = sums(others.map((axis) => range(x.shape[axis]!).map((i) => along([i, 0, i], axis, 0))));
  const places = moves.map(([from]) => windows.map(({ axis }) => Math.floor(from / inX[axis]!) % x.shape[axis]!));
  const elements = range(shape.reduce((a, b) => a * b, 1)).map((): Met[] => []);
  for (const [first, , result] of points)
    moves.forEach(([from, , to], k) => elements[result + to]!.push({ value: x.data[first + from]!, at: places[k]! }));
  return { shape, elements };
}

/** Each window folded into one number. */
export function foldWindows(
  x: NdArray,
  attrs: WindowAttrs,
  f: (elements: readonly Met[]) => number,
  dtype: DType = x.dtype,
): NdArray {
  const { shape, elements } = windowsOf(x, attrs);
  return { dtype, shape, data: Float64Array.from(elements, (own) => dtypes[dtype].wrap(f(own))) };
}

/** x with what is missing stored around it, so that every read is inside; null where it is so already. */
export function storedAround(x: Tensor, { windows }: WindowAttrs, missing: number): (Stored & WindowAttrs) | null {
  const stored = withStoredPadding(
    x,
    windows.map((sliding) => ({ axis: sliding.axis, size: sliding.size, sliding: slidingOf(sliding) })),
    missing,
  );
  return stored && { ...stored, windows: windows.map((own, k) => ({ ...own, ...stored.slidings[k]! })) };
}

const slidingOf = ({ stride, low, high, dilation, inputDilation }: Window): Sliding => ({
  stride,
  low,
  high,
  dilation,
  inputDilation,
});
