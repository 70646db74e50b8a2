import type { Known, Need, Reduce, ShapeOf } from '../base/index.js';
import type { Tensor } from '../graph/index.js';
import * as ops from '../ops/index.js';
import type { Operand } from '../ops/index.js';

type Axes = number | readonly number[] | undefined;

/** Over one axis, several, or all where none is given; reduced axes disappear unless `keepDims`. */
export interface ReduceOptions<Axis extends Axes = Axes, Keep extends boolean | undefined = boolean | undefined> {
  readonly axis?: Axis;
  readonly keepDims?: Keep;
}

type Reduced<X, Axis, Keep> = Reduce<ShapeOf<X>, Axis, Keep>;

/** A function that reduces axes: `sum(x, { axis, keepDims })`. */
export type Reduction<More = object> = <
  const X extends Operand,
  const Axis extends Axes = undefined,
  const Keep extends boolean | undefined = undefined,
>(
  x: X,
  options?: ReduceOptions<Axis, Keep> & More & Need<Reduced<X, Axis, Keep>>,
) => Tensor<Known<Reduced<X, Axis, Keep>>>;

/** Sum of the elements along axes, or of all. */
export const sum = ops.sum as Reduction;
/** Arithmetic mean along axes, or of all. */
export const mean = ops.mean as Reduction;
/** Product of the elements along axes, or of all; its derivative is right beside zeros. */
export const prod = ops.prod as Reduction;
/** The greatest element along axes, or of all. */
export const max = ops.max as Reduction;
/** The least element along axes, or of all. */
export const min = ops.min as Reduction;
/** Mean of the squared distance from the mean, along axes or of all. */
export const variance = ops.variance as Reduction<{ readonly correction?: number }>;
/** Square root of the variance. */
export const std = ops.std as Reduction<{ readonly correction?: number }>;
/** log of the sum of exp along axes, or of all, without overflow. */
export const logSumExp = ops.logSumExp as Reduction;
/** Norm of the vectors along axes, or of all elements. */
export const norm = ops.norm as Reduction<Pick<ops.NormOptions, 'ord'>>;
/** The index (i32) of the greatest element along an axis, or in the flattened tensor; the first of equals. */
export const argmax = ops.argmax as Reduction;
/** The index (i32) of the least element along an axis, or in the flattened tensor; the first of equals. */
export const argmin = ops.argmin as Reduction;
/** Whether any bool along axes, or of all, holds. */
export const any = ops.any as Reduction;
/** Whether all bools along axes, or of all, hold. */
export const all = ops.all as Reduction;
