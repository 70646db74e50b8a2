import {
  badAttribute,
  insert,
  neverAbove,
  scaleExtent,
  stridesOf,
  addExtents,
  subtractExtents,
  type Extent,
} from '../base/index.js';
import { e } from '../expr/index.js';
import { apply, type Op, type Tensor } from '../graph/index.js';
import { tensorOf, type Operand } from './families/operand.js';
import { single } from './families/single.js';
import { viewed } from './families/strided.js';
import { countOf, isWhole, requireAxisList } from './families/window.js';
import { padOp } from './pad.js';

export interface SliceAttrs {
  /** The first place taken along each axis. */
  readonly starts: readonly Extent[];
  /** The place before which each axis ends. */
  readonly ends: readonly Extent[];
  /** Positive steps. */
  readonly strides: readonly number[];
}

/** A part of each axis: start, start + stride, … below end. */
export const sliceOp: Op<SliceAttrs> = single<['x'], SliceAttrs>({
  name: 'slice',
  operands: ['x'],
  type: ([{ dtype, shape }], { starts, ends, strides }) => ({
    dtype,
    shape: shape.map((extent, k) => sliced(extent, starts[k] ?? -1, ends[k] ?? -1, strides[k] ?? 0)),
  }),
  extents: ([{ shape }], { starts, ends }) =>
    shape.flatMap((extent, k) => [
      starts[k]!,
      subtractExtents(ends[k]!, starts[k]!),
      subtractExtents(extent, ends[k]!),
    ]),
  // The elements go back to their places, with zeros before, behind and between.
  vjp: ({ inputs: [x], attrs: { starts, strides }, y, dy }) => {
    const high = x.shape.map((extent, k) => {
      const taken = addExtents(starts[k]!, scaleExtent(subtractExtents(y.shape[k]!, 1), strides[k]!));
      return y.shape[k] === 0 ? subtractExtents(extent, starts[k]!) : subtractExtents(extent, addExtents(taken, 1));
    });
    return [apply(padOp, [dy], { low: starts, high, interior: strides.map((stride) => stride - 1), value: 0 })];
  },
  batch: ([{ x, axis }], { starts, ends, strides }) => {
    const at = axis ?? 0;
    const attrs = {
      starts: insert(starts, at, 0),
      ends: insert(ends, at, x.shape[at]!),
      strides: insert(strides, at, 1),
    };
    return { x: apply(sliceOp, [x], attrs), axis: at };
  },
  lower:
    ([x], _, { starts, strides }) =>
    (index) =>
      x(index.map((i, k) => e.add(e.mul(i, e.int(strides[k]!)), e.extent(starts[k]!)))),
  reference: ([x], { starts, ends, strides }, at) => {
    const shape = x.shape.map((_, k) => Number(countOf(at(starts[k]!), at(ends[k]!), strides[k]!)));
    const inX = stridesOf(x.shape);
    const offset = starts.reduce<number>((sum, start, k) => sum + at(start) * inX[k]!, 0);
    return viewed(
      x,
      shape,
      strides.map((stride, k) => stride * inX[k]!),
      offset,
    );
  },
  samples: [
    { shapes: [[5]], attrs: { starts: [1], ends: [4], strides: [1] } },
    { shapes: [[7]], attrs: { starts: [1], ends: [7], strides: [3] } },
    { shapes: [[3, 6]], attrs: { starts: [0, 1], ends: [2, 6], strides: [1, 2] } },
    { shapes: [[4]], attrs: { starts: [2], ends: [2], strides: [1] } },
    { shapes: [[]], attrs: { starts: [], ends: [], strides: [] } },
    { shapes: [[1, 3]], attrs: { starts: [0, 0], ends: [1, 3], strides: [5, 1] } },
    { shapes: [[4]], attrs: { starts: [1], ends: [3], strides: [1] }, dtypes: ['bool'] },
  ],
});

/**
 * A part of each axis. Negative starts and ends are counted from the end of their axis, as NumPy's; an axis without start
 * or end is taken whole.
 */
export function slice(
  x: Operand,
  starts: readonly Extent[],
  ends: readonly Extent[] = [],
  strides: readonly number[] = [],
): Tensor {
  const tensor = tensorOf(x, 'slice');
  const { shape } = tensor;
  Object.entries({ starts, ends, strides }).forEach(([what, list]) =>
    requireAxisList('slice', what, list, { rank: shape.length, whole: false }),
  );
  const attrs: SliceAttrs = {
    starts: shape.map((extent, k) => fromEnd(starts[k] ?? 0, extent)),
    ends: shape.map((extent, k) => fromEnd(ends[k] ?? extent, extent)),
    strides: shape.map((_, k) => strides[k] ?? 1),
  };
  return apply(sliceOp, [tensor], attrs);
}

const fromEnd = (place: Extent, extent: Extent): Extent =>
  typeof place === 'number' && place < 0 ? addExtents(extent, place) : place;

function sliced(extent: Extent, start: Extent, end: Extent, stride: number): Extent {
  if (!Number.isInteger(stride) || stride < 1)
    throw badAttribute('slice', 'a stride', String(stride), 'an integer of at least 1');
  if (!isWhole(start) || !isWhole(end)) {
    throw badAttribute('slice', 'a place', `${start} to ${end}`, 'integers');
  }
  if (!neverAbove(0, start) || !neverAbove(start, end) || !neverAbove(end, extent)) {
    throw badAttribute('slice', 'a part', `${start} to ${end}`, `a part of 0 to ${extent}`);
  }
  const count = countOf(start, end, stride);
  if (count === null)
    throw badAttribute('slice', 'a stride', String(stride), `one that divides ${end} - ${start} for every N`);
  return count;
}
