import type { Shape, ShapeOf } from '../base/index.js';
import type { Tensor } from '../graph/index.js';
import * as ops from '../ops/index.js';
import type { Operand } from '../ops/index.js';

type Scatter = <const X extends Operand>(
  x: X,
  indices: Operand,
  updates: Operand,
  options?: ops.ScatterOptions,
) => Tensor<ShapeOf<X>>;

/**
 * x with each update added at its index along an axis, as JAX' `x.at[indices].add(updates)`. The updates broadcast to the
 * axes of x before `axis`, those of the indices, and those of x after. Indices that are an input are checked before
 * anything runs, computed ones clamped.
 */
export const scatterAdd = ops.scatterAdd as Scatter;
/** x with the slices at indices along an axis replaced by updates; of several for one place the last one stays, and it alone has a derivative. */
export const scatterSet = ops.scatterSet as Scatter;
/** x with the greatest of itself and the updates at indices along an axis; equals share the derivative evenly. */
export const scatterMax = ops.scatterMax as Scatter;

/**
 * The part of x of the given extents that starts at computed places, one scalar an axis; moved inside if it sticks out.
 * A start that is an input must leave the part inside, and is checked before anything runs.
 */
export const dynamicSlice = ops.dynamicSlice as <const S extends Shape>(
  x: Operand,
  starts: readonly Operand[],
  extents: S,
) => Tensor<S>;

/**
 * x with `update` in the place of the part that starts at computed places, one scalar an axis; moved inside if it sticks
 * out. `assign(cache, dynamicUpdateSlice(cache, …))` writes the part and nothing else.
 */
export const dynamicUpdateSlice = ops.dynamicUpdateSlice as <const X extends Operand>(
  x: X,
  update: Operand,
  starts: readonly Operand[],
) => Tensor<ShapeOf<X>>;

type Masked<O> = <const X extends Operand>(x: X, options?: O) => Tensor<ShapeOf<X>>;

/** The last two axes on and below the diagonal, zeros above; a positive `offset` keeps as many diagonals above. */
export const tril = ops.tril as Masked<{ readonly offset?: number }>;
/** The last two axes on and above the diagonal, zeros below; a positive `offset` leaves out as many diagonals. */
export const triu = ops.triu as Masked<{ readonly offset?: number }>;
/** The last two axes on some diagonals below and above the main one, zeros elsewhere. */
export const bandPart = ops.bandPart as Masked<ops.Band>;
