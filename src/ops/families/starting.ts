import {
  addExtents,
  badAttribute,
  neverAbove,
  sameShape,
  shapeMismatch,
  subtractExtents,
  type Extent,
  type NdArray,
  type Shape,
  type Type,
} from '../../base/index.js';
import { e, type Expr, type Read } from '../../expr/index.js';
import type { Batched, IndexUse, Tensor } from '../../graph/index.js';
import { alignBatch } from './batching.js';
import { indexRange, placeWithin, requireIndices } from './indexing.js';
import { element } from './ndarray.js';
import { named } from './operand.js';

export interface StartAttrs {
  /** The axes of x along which the part starts at a computed place, one operand each; along all others it is whole. */
  readonly axes: readonly number[];
  /** How many first axes x, its part and the starts have in common; below all of `axes`. */
  readonly batch: number;
}

/** Throws unless a part of this shape can start at these places of x. */
export function requireStarts(
  op: string,
  x: Tensor,
  part: Shape,
  starts: readonly Tensor[],
  { axes, batch }: StartAttrs,
): void {
  const { shape } = x;
  const areAxes = axes.every((axis, k) => axis >= batch && axis < shape.length && axes.indexOf(axis) === k);
  if (!areAxes) throw badAttribute(op, 'axes', `[${axes.join()}]`, `different axes of [${shape.join(', ')}]`);
  if (starts.length !== axes.length)
    throw badAttribute(op, 'the number of starts', String(starts.length), `one for each of ${axes.length} axes`);
  starts.forEach((start) => requireIndices(op, start));
  const odd = starts.find((start) => !sameShape(start.shape, shape.slice(0, batch)));
  if (odd) throw shapeMismatch(op, [x, odd].map(named), 'a start is a scalar, one for each element of the batch');
  const long = shape.findIndex((extent, k) => (axes.includes(k) ? neverFits(part[k]!, extent) : part[k] !== extent));
  if (long >= 0) {
    const most = axes.includes(long) ? `at most ${shape[long]}` : String(shape[long]);
    throw badAttribute(op, `the extent along axis ${long}`, String(part[long]), most);
  }
}

/** Whether one extent is above the other for every N. */
const neverFits = (extent: Extent, within: Extent): boolean => neverAbove(addExtents(within, 1), extent);

/** How far a part can be moved along each of the axes. */
export const roomsOf = (x: Shape, part: Shape, { axes }: StartAttrs): readonly Extent[] =>
  axes.map((axis) => subtractExtents(x[axis]!, part[axis]!));

/** The starts as indices: as many places as leave the part inside. */
export function startRanges(x: Tensor, part: Shape, starts: readonly Tensor[], attrs: StartAttrs): readonly IndexUse[] {
  const rooms = roomsOf(x.shape, part, attrs);
  return starts.map((start, k) => {
    const { of } = indexRange(start, x, attrs.axes[k]!);
    return { index: start, extent: addExtents(rooms[k]!, 1), of: `the starts along ${of}` };
  });
}

/** The place in x of a point of the part. */
export function placeIn(
  point: readonly Expr[],
  starts: readonly Read[],
  [x, part]: readonly [Type, Shape],
  attrs: StartAttrs,
): Expr[] {
  const { axes, batch } = attrs;
  const rooms = roomsOf(x.shape, part, attrs);
  return point.map((i, axis) => {
    const k = axes.indexOf(axis);
    if (k < 0) return i;
    return e.add(i, placeWithin(starts[k]!(point.slice(0, batch)), addExtents(rooms[k]!, 1)));
  });
}

/** The reference of `placeIn`. */
export function placeAt(
  point: readonly number[],
  starts: readonly NdArray[],
  [x, part]: readonly [readonly number[], readonly number[]],
  { axes, batch }: StartAttrs,
): number[] {
  return point.map((i, axis) => {
    const k = axes.indexOf(axis);
    if (k < 0) return i;
    const room = x[axis]! - part[axis]!;
    return i + Math.min(Math.max(element(starts[k]!, point.slice(0, batch)), 0), room);
  });
}

/** Operands with one more common axis; starts that all batch elements share stay as they are. */
export function batchStarts<A extends StartAttrs>(
  whole: readonly Batched[],
  starts: readonly Batched[],
  attrs: A,
): { readonly xs: readonly Tensor[]; readonly attrs: A; readonly axis: number } {
  const axes = attrs.axes.map((axis) => axis + 1);
  if (starts.every(({ axis }) => axis === null)) {
    const { xs } = alignBatch(whole, attrs.batch);
    return { xs: [...xs, ...starts.map(({ x }) => x)], attrs: { ...attrs, axes }, axis: attrs.batch };
  }
  const { xs } = alignBatch([...whole, ...starts], 0);
  return { xs, attrs: { ...attrs, axes, batch: attrs.batch + 1 }, axis: 0 };
}
