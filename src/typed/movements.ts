import type { Known, MatMul, Need, Reshape, Shape, ShapeOf, Transpose } from '../base/index.js';
import type { Tensor } from '../graph/index.js';
import * as ops from '../ops/index.js';
import type { Operand } from '../ops/index.js';

/** Matrix product of the last two axes, as NumPy's: further axes are batches, a vector is a row or a column. */
export const matmul = ops.matmul as <const A extends Operand, const B extends Operand>(
  a: A,
  b: B & Need<MatMul<ShapeOf<A>, ShapeOf<B>>>,
) => Tensor<Known<MatMul<ShapeOf<A>, ShapeOf<B>>>>;

/** The same elements in another shape; one extent may be -1 and is computed. */
export const reshape = ops.reshape as <const X extends Operand, const T extends Shape>(
  x: X,
  shape: T & Need<Reshape<ShapeOf<X>, T>>,
) => Tensor<Known<Reshape<ShapeOf<X>, T>>>;

/** The axes in another order: axis k of the result is axis `permutation[k]` of x; reversed where absent. */
export const transpose = ops.transpose as <const X extends Operand, const P extends readonly number[]>(
  x: X,
  permutation?: P & Need<Transpose<ShapeOf<X>, P>>,
) => Tensor<Known<Transpose<ShapeOf<X>, P>>>;

/** x repeated to a shape, by NumPy's rule. */
export const broadcastTo = ops.broadcastTo as <const T extends Shape>(x: Operand, shape: T) => Tensor<T>;

type Filling = <const T extends Shape>(shape: T, options?: Parameters<typeof ops.zeros>[1]) => Tensor<T>;

/** Zeros; of bool, all false. */
export const zeros = ops.zeros as Filling;
/** Ones; of bool, all true. */
export const ones = ops.ones as Filling;

/** x as another dtype: towards zero, saturated at the ends of the integers, NaN to 0; bool is "not zero". */
export const cast = ops.cast as <const X extends Operand>(x: X, dtype: Tensor['dtype']) => Tensor<ShapeOf<X>>;

/** x itself; its value comes out of `predict`, `step` and `run` under `taps[name]`. */
export const tap = ops.tap as <const X extends Operand>(name: string, x: X) => Tensor<ShapeOf<X>>;

/**
 * 1 at each index on a new last axis, 0 elsewhere. Indices that are an input are checked against 0 … depth - 1 before
 * anything runs; computed ones are clamped to the nearest class.
 */
export const oneHot = ops.oneHot as <const X extends Operand, const D extends number>(
  indices: X,
  depth: D,
  options?: Parameters<typeof ops.oneHot>[2],
) => Tensor<readonly [...ShapeOf<X>, D]>;
