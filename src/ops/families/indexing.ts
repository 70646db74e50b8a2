import {
  affine,
  badAttribute,
  dtypeMismatch,
  isInteger,
  range,
  sameShape,
  shapeAt,
  shapeMismatch,
  shapeText,
  subtractExtents,
  type Extent,
  type Shape,
} from '../../base/index.js';
import { e, type Expr } from '../../expr/index.js';
import { isInput, nameOf, type IndexUse, type Tensor } from '../../graph/index.js';
import { broadcastOp, type BroadcastAttrs } from '../broadcast.js';
import { reshapeOp } from '../reshape.js';
import { transposeOp, type TransposeAttrs } from '../transpose.js';
import { named } from './operand.js';

/** Throws unless these can be indices. */
export function requireIndices(op: string, indices: Tensor): void {
  if (isInteger(indices.dtype)) return;
  throw dtypeMismatch(op, `${indices.dtype} as indices`, 'i32 or u32', "Convert them with cast(indices, 'i32').");
}

/** Throws unless both tensors begin with the same `count` axes. */
export function requireSameLead(op: string, a: Tensor, b: Tensor, count: number): void {
  const [left, right] = [a.shape.slice(0, count), b.shape.slice(0, count)];
  if (left.length === count && sameShape(left, right)) return;
  throw shapeMismatch(op, [a, b].map(named), `the first ${count} axes must be equal`);
}

/** Throws unless x has the axis, behind the common ones, and it has something to choose. */
export function requireChoice(
  op: string,
  { shape }: Tensor,
  { axis, batch }: { readonly axis: number; readonly batch: number },
): void {
  const extent = shape[axis];
  if (extent === undefined || batch > axis)
    throw badAttribute(op, 'axis', String(axis), `an axis of [${shape.join(', ')}]`);
  if (extent === 0) throw badAttribute(op, 'the extent to choose from', '0', 'at least 1');
}

/** Indices into an axis, told by the tensor that the user knows: before it was turned or repeated. */
export function indexRange(index: Tensor, x: Tensor, axis: number, extent = x.shape[axis]!): IndexUse {
  const { node } = x;
  if (node.op === transposeOp) {
    const { permutation } = node.attrs as TransposeAttrs;
    return indexRange(index, node.inputs[0]!, permutation[axis]!, extent);
  }
  if (node.op === broadcastOp) {
    const own = (node.attrs as BroadcastAttrs).axes.indexOf(axis);
    if (own >= 0) return indexRange(index, node.inputs[0]!, own, extent);
  }
  if (node.op === reshapeOp) {
    const wide = [node.inputs[0]!.shape, x.shape].map((shape) => range(shape.length).filter((k) => shape[k] !== 1));
    const [from, to] = wide as [number[], number[]];
    const isSame = from.length === to.length && from.every((k, j) => node.inputs[0]!.shape[k] === x.shape[to[j]!]);
    const own = from[to.indexOf(axis)];
    if (isSame && own !== undefined) return indexRange(index, node.inputs[0]!, own, extent);
  }
  const isConstant = !isInput(x) && node.inputs.length === 0;
  const isKnown = !isConstant && node.op !== broadcastOp;
  return {
    index,
    extent,
    of: isKnown ? `axis ${axis} of ${nameOf(x)} ${shapeText(x.shape)}` : `an axis of extent ${extent}`,
  };
}

/** An index that was computed, as a place of an axis. One above int32 would be negative once it is converted. */
export function placeWithin(index: Expr, extent: Extent): Expr {
  const most = e.constant(2147483647, 'u32');
  return e.clamp(e.cast(index.dtype === 'u32' ? e.min(index, most) : index, 'i32'), extent);
}

/** What must not be negative where indices choose from an axis: there is something to choose, unless no index does. */
export function choosing(extent: Extent, indices: Shape): readonly Extent[] {
  const { n, plus } = affine(extent);
  const none = n > 0 && shapeAt(indices, -plus / n).some((count) => count <= 0);
  return none ? [] : [subtractExtents(extent, 1)];
}
