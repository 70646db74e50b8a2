import {
  badAttribute,
  optionsOf,
  range,
  shapeMismatch,
  subtractExtents,
  type DType,
  type Extent,
} from '../../base/index.js';
import { apply, type Tensor } from '../../graph/index.js';
import { add } from '../add.js';
import { and } from '../and.js';
import { axisOf } from '../families/axes.js';
import { broadcastShapes, stretch } from '../families/broadcasting.js';
import { requireIndices } from '../families/indexing.js';
import { fail, named, sameDtype, tensorOf, type Operand } from '../families/operand.js';
import { gather, gatherOp } from '../gather.js';
import { iota } from '../iota.js';
import { less } from '../less.js';
import { lessEqual } from '../lessEqual.js';
import { scatterAddOp } from '../scatterAdd.js';
import { select } from '../select.js';
import { sub } from '../sub.js';
import { clip } from './arithmetic.js';
import { eye } from './matrices.js';
import { moveaxis } from './reshaping.js';

/** 1 at each index on a new last axis, 0 elsewhere. An index outside 0 … depth - 1 is clamped to the nearest class. */
export function oneHot(indices: Operand, depth: Extent, options: { readonly dtype?: DType } = {}): Tensor {
  const { dtype } = optionsOf('oneHot', options, { dtype: 'f32' });
  return gather(eye(depth, depth, { dtype }), tensorOf(indices, 'oneHot', 'i32'), { axis: 0 });
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

/** x with each update added at its index along an axis; as JAX' `x.at[indices].add(updates)`, indices clamped. */
export function scatterAdd(
  x: Operand,
  indices: Operand,
  updates: Operand,
  options: { readonly axis?: number } = {},
): Tensor {
  const { axis } = optionsOf('scatterAdd', options, { axis: 0 });
  const [tensor, given] = sameDtype('scatterAdd', [x, updates]) as [Tensor, Tensor];
  const counted = axisOf('scatterAdd', axis, tensor.shape.length);
  const chosen = tensorOf(indices, 'scatterAdd', 'i32');
  const shape = [...tensor.shape.slice(0, counted), ...chosen.shape, ...tensor.shape.slice(counted + 1)];
  const common = broadcastShapes([given.shape, shape]);
  if (!common || common.length !== shape.length) {
    fail(
      shapeMismatch(
        'scatterAdd',
        [tensor, chosen, given].map(named),
        `the updates do not broadcast to [${shape.join(', ')}]`,
      ),
    );
  }
  const attrs = { axis: counted, batch: 0, extent: tensor.shape[counted]! };
  return add(tensor, apply(scatterAddOp, [chosen, stretch(given, shape)], attrs));
}

/** Sum of the slices of x (along its first axis) that carry one and the same id: result k is the sum of segment k. */
export function segmentSum(x: Operand, segmentIds: Operand, count: Extent): Tensor {
  const ids = tensorOf(segmentIds, 'segmentSum', 'i32');
  return apply(scatterAddOp, [ids, tensorOf(x, 'segmentSum')], { axis: 0, batch: 0, extent: count });
}

/** The part of x of the given extents that starts at computed places, one scalar an axis; moved inside if it sticks out. */
export function dynamicSlice(x: Operand, starts: readonly Operand[], extents: readonly Extent[]): Tensor {
  const tensor = tensorOf(x, 'dynamicSlice');
  const places = startsInside('dynamicSlice', tensor, starts, extents);
  return places.reduce(
    (part, start, axis) =>
      extents[axis] === tensor.shape[axis] ? part : gather(part, add(iota([extents[axis]!]), start), { axis }),
    tensor,
  );
}

/** x with `update` in the place of the part that starts at computed places; moved inside if it sticks out. */
export function dynamicUpdateSlice(x: Operand, update: Operand, starts: readonly Operand[]): Tensor {
  const [tensor, part] = sameDtype('dynamicUpdateSlice', [x, update]) as [Tensor, Tensor];
  const places = startsInside('dynamicUpdateSlice', tensor, starts, part.shape);
  const offset = (axis: number): Tensor => sub(iota(tensor.shape, { axis }), places[axis]!);
  const covered = range(tensor.shape.length).map((axis) => {
    const extent = part.shape[axis]!;
    return and(lessEqual(0, offset(axis)), typeof extent === 'number' ? less(offset(axis), extent) : true);
  });
  const spreadOut = range(tensor.shape.length).reduce(
    (wide, axis) => gather(wide, sub(iota([tensor.shape[axis]!]), places[axis]!), { axis }),
    part,
  );
  const inside = covered.reduce((all, one) => and(all, one));
  return select(inside, spreadOut, tensor);
}

function startsInside(op: string, x: Tensor, starts: readonly Operand[], extents: readonly Extent[]): Tensor[] {
  const rank = x.shape.length;
  if (starts.length !== rank || extents.length !== rank) {
    fail(badAttribute(op, 'the number of starts and extents', `${starts.length} and ${extents.length}`, String(rank)));
  }
  return starts.map((start, k) => {
    const room = subtractExtents(x.shape[k]!, extents[k]!);
    if (typeof room !== 'number' || room < 0)
      fail(badAttribute(op, 'an extent', String(extents[k]), `at most ${x.shape[k]}`));
    const tensor = tensorOf(start, op, 'i32');
    requireIndices(op, tensor);
    return clip(tensor, 0, room);
  });
}
