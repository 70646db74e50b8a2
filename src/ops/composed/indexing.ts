import { badAttribute, optionsOf, range, shapeMismatch, valueText, type DType, type Extent } from '../../base/index.js';
import { apply, type Tensor } from '../../graph/index.js';
import { checkedIndex } from '../checkedIndex.js';
import { dynamicSliceOp } from '../dynamicSlice.js';
import { dynamicUpdateSliceOp } from '../dynamicUpdateSlice.js';
import { axisOf } from '../families/axes.js';
import { broadcastShapes, stretch } from '../families/broadcasting.js';
import { fail, named, sameDtype, tensorOf, type Operand } from '../families/operand.js';
import { gather, gatherOp } from '../gather.js';
import { eye } from './matrices.js';
import { moveaxis } from './reshaping.js';

/**
 * 1 at each index on a new last axis, 0 elsewhere. Indices that are an input are checked against 0 … depth - 1 before
 * anything runs; computed ones are clamped to the nearest class.
 */
export function oneHot(indices: Operand, depth: Extent, options: { readonly dtype?: DType } = {}): Tensor {
  const { dtype } = optionsOf('oneHot', options, { dtype: 'f32' });
  const given = tensorOf(indices, 'oneHot', 'i32');
  const places =
    typeof depth === 'number' ? checkedIndex(given, depth, { of: `the ${depth} places of oneHot` }) : given;
  return gather(eye(depth, depth, { dtype }), places, { axis: 0 });
}

/** At each place the element of x that the index there chooses along an axis; the other axes broadcast. */
export function takeAlongAxis(x: Operand, indices: Operand, options: { readonly axis?: number } = {}): Tensor {
  const { axis } = optionsOf('takeAlongAxis', options, { axis: -1 });
  const tensor = tensorOf(x, 'takeAlongAxis');
  const chosen = tensorOf(indices, 'takeAlongAxis', 'i32');
  const rank = tensor.shape.length;
  const counted = axisOf('takeAlongAxis', axis, rank);
  if (chosen.shape.length !== rank) {
    fail(shapeMismatch('takeAlongAxis', [tensor, chosen].map(named), 'both need the same number of axes'));
  }
  const [from, at] = [moveaxis(tensor, counted, -1), moveaxis(chosen, counted, -1)];
  const lead = broadcastShapes([from.shape.slice(0, -1), at.shape.slice(0, -1)]);
  if (!lead)
    return fail(shapeMismatch('takeAlongAxis', [tensor, chosen].map(named), 'the other axes do not broadcast'));
  const wide = [from, at].map((part) => stretch(part, [...lead, part.shape.at(-1)!]));
  return moveaxis(apply(gatherOp, wide, { axis: rank - 1, batch: rank - 1 }), -1, counted);
}

/**
 * The part of x of the given extents that starts at computed places, one scalar an axis; moved inside if it sticks out.
 * A start that is an input must leave the part inside, and is checked.
 */
export function dynamicSlice(x: Operand, starts: readonly Operand[], extents: readonly Extent[]): Tensor {
  const tensor = tensorOf(x, 'dynamicSlice');
  requireOneEach('dynamicSlice', tensor, starts, extents.length);
  const axes = movable(tensor, extents);
  if (axes.length === 0) return tensor;
  const places = axes.map((axis) => startOf('dynamicSlice', starts[axis]!));
  const sizes = axes.map((axis) => extents[axis]!);
  return apply(dynamicSliceOp, [tensor, ...places], { axes, sizes, batch: 0 });
}

/**
 * x with `update` in the place of the part that starts at computed places, one scalar an axis; moved inside if it sticks
 * out. A start that is an input must leave the part inside, and is checked. `assign(cache, dynamicUpdateSlice(cache, …))`
 * writes the part and nothing else.
 */
export function dynamicUpdateSlice(x: Operand, update: Operand, starts: readonly Operand[]): Tensor {
  const [tensor, part] = sameDtype('dynamicUpdateSlice', [x, update]) as [Tensor, Tensor];
  requireOneEach('dynamicUpdateSlice', tensor, starts, part.shape.length);
  const axes = movable(tensor, part.shape);
  if (axes.length === 0) return part;
  const places = axes.map((axis) => startOf('dynamicUpdateSlice', starts[axis]!));
  return apply(dynamicUpdateSliceOp, [tensor, part, ...places], { axes, batch: 0 });
}

function requireOneEach(op: string, x: Tensor, starts: readonly Operand[], extents: number): void {
  const rank = x.shape.length;
  if (Array.isArray(starts) && starts.length === rank && extents === rank) return;
  const found = `${Array.isArray(starts) ? starts.length : valueText(starts)} and ${extents}`;
  fail(badAttribute(op, 'the number of starts and extents', found, String(rank)));
}

/** The axes along which a part is not the whole. */
const movable = (x: Tensor, extents: readonly Extent[]): number[] =>
  range(x.shape.length).filter((axis) => extents[axis] !== x.shape[axis]);

function startOf(op: string, start: Operand): Tensor {
  const tensor = tensorOf(start, op, 'i32');
  if (tensor.shape.length > 0) fail(shapeMismatch(op, [named(tensor)], 'a start must be a scalar, one an axis'));
  return tensor;
}
