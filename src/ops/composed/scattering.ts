import { optionsOf, sameShape, shapeMismatch, type Extent } from '../../base/index.js';
import { apply, type Op, type Tensor } from '../../graph/index.js';
import { axisOf } from '../families/axes.js';
import { broadcastShapes, stretch } from '../families/broadcasting.js';
import { fail, named, sameDtype, tensorOf, type Operand } from '../families/operand.js';
import { updatesShape, type ScatterAttrs } from '../families/scattering.js';
import { scatterAddOp } from '../scatterAdd.js';
import { scatterMaxOp } from '../scatterMax.js';
import { scatterSetOp } from '../scatterSet.js';
import { zeros } from './filling.js';

export interface ScatterOptions {
  /** The axis of x that the indices choose from; the first unless said otherwise. */
  readonly axis?: number;
}

/**
 * x with each update added at its index along an axis, as JAX' `x.at[indices].add(updates)`. The updates broadcast to the
 * axes of x before `axis`, those of the indices, and those of x after. Indices that are an input are checked, computed ones clamped.
 */
export function scatterAdd(x: Operand, indices: Operand, updates: Operand, options: ScatterOptions = {}): Tensor {
  return scattered('scatterAdd', scatterAddOp, [x, indices, updates], options);
}

/**
 * x with the slices at indices along an axis replaced by updates, as JAX' `x.at[indices].set(updates)`; shapes as for
 * `scatterAdd`. Where an index occurs twice the last update stays, and it alone has a derivative.
 */
export function scatterSet(x: Operand, indices: Operand, updates: Operand, options: ScatterOptions = {}): Tensor {
  return scattered('scatterSet', scatterSetOp, [x, indices, updates], options);
}

/**
 * x with the greatest of itself and the updates at indices along an axis, as JAX' `x.at[indices].max(updates)`; shapes as
 * for `scatterAdd`. Equals share the derivative evenly.
 */
export function scatterMax(x: Operand, indices: Operand, updates: Operand, options: ScatterOptions = {}): Tensor {
  return scattered('scatterMax', scatterMaxOp, [x, indices, updates], options);
}

/** Sum of the slices of x (along its first axis) that carry one and the same id: result k is the sum of segment k. */
export function segmentSum(x: Operand, segmentIds: Operand, count: Extent): Tensor {
  const tensor = tensorOf(x, 'segmentSum');
  const ids = tensorOf(segmentIds, 'segmentSum', 'i32');
  const empty = zeros([count, ...tensor.shape.slice(ids.shape.length)], { dtype: tensor.dtype });
  return apply(scatterAddOp, [empty, ids, tensor], { axis: 0, batch: 0 });
}

function scattered(
  name: string,
  op: Op<ScatterAttrs>,
  [x, indices, updates]: readonly [Operand, Operand, Operand],
  options: ScatterOptions,
): Tensor {
  const { axis } = optionsOf(name, options, { axis: 0 });
  const [tensor, given] = sameDtype(name, [x, updates]) as [Tensor, Tensor];
  const attrs = { axis: axisOf(name, axis, tensor.shape.length), batch: 0 };
  const chosen = tensorOf(indices, name, 'i32');
  const shape = updatesShape(tensor.shape, chosen.shape, attrs);
  const common = broadcastShapes([given.shape, shape]);
  if (!common || !sameShape(common, shape)) {
    fail(
      shapeMismatch(name, [tensor, chosen, given].map(named), `the updates do not broadcast to [${shape.join(', ')}]`),
    );
  }
  return apply(op, [tensor, chosen, stretch(given, shape)], attrs);
}
