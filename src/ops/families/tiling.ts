import { insert, range, type Shape } from '../../base/index.js';
import { apply, type Tensor } from '../../graph/index.js';
import { broadcastOp } from '../broadcast.js';
import { padOp } from '../pad.js';
import { reshape } from '../reshape.js';
import type { Window } from './windowing.js';

/** Windows that do not overlap: each element belongs to one at most, so that what flows back to it is known without a sum. */
export const areApart = (windows: readonly Window[]): boolean =>
  windows.every(
    ({ size, stride, dilation, inputDilation }) =>
      (dilation === 1 || size === 1) && inputDilation === 1 && size <= stride,
  );

/** A value of each window at each of its elements: behind each axis [places], one more [size]. */
export function atEachElement(y: Tensor, windows: readonly Window[]): Tensor {
  const shape = openedShape(y.shape, windows);
  return apply(broadcastOp, [y], { shape, axes: range(y.shape.length).map((axis) => openedAxis(axis, windows)) });
}

/** The elements of all windows, opened as above, at their places among x's; zeros where no window is. */
export function closed(opened: Tensor, windows: readonly Window[], x: Shape): Tensor {
  const gaps = opened.shape.map(() => 0);
  windows.forEach(({ axis, size, stride }) => (gaps[openedAxis(axis, windows) + 1] = stride - size));
  const wide = padded(
    opened,
    gaps.map(() => 0),
    gaps,
  );
  const joined = wide.shape.flatMap((extent, k) => {
    if (windows.some(({ axis }) => openedAxis(axis, windows) + 1 === k)) return [];
    const own = windows.find(({ axis }) => openedAxis(axis, windows) === k);
    return [own ? Number(extent) * own.stride : extent];
  });
  const along = reshape(wide, joined);
  const low = x.map((_, axis) => 0 - (windows.find((own) => own.axis === axis)?.low ?? 0));
  const high = x.map((extent, axis) =>
    windows.some((own) => own.axis === axis) ? Number(extent) - Number(joined[axis]) - low[axis]! : 0,
  );
  return padded(along, low, high);
}

/** Where an axis stands once each window before it has opened one more. */
const openedAxis = (axis: number, windows: readonly Window[]): number =>
  axis + windows.filter((own) => own.axis < axis).length;

function openedShape(shape: Shape, windows: readonly Window[]): Shape {
  const last = [...windows].sort((a, b) => b.axis - a.axis);
  return last.reduce<Shape>((wide, { axis, size }) => insert(wide, axis + 1, size), shape);
}

function padded(x: Tensor, low: readonly number[], high: readonly number[]): Tensor {
  if ([...low, ...high].every((width) => width === 0)) return x;
  return apply(padOp, [x], { low, high, interior: low.map(() => 0), value: 0 });
}
