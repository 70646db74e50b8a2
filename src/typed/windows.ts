import type { Convolved, Known, Need, Pooled, Resized, ShapeOf } from '../base/index.js';
import type { Tensor } from '../graph/index.js';
import * as ops from '../ops/index.js';
import type { Operand } from '../ops/index.js';

/**
 * The kernel [...window, C / groups, F], moved along the axes of x [N, ...space, C] between the first and the last: [N, ...places, F]. As
 * Keras' and TensorFlow's convolutions, in any number of dimensions; with as many groups as channels it is depthwise.
 */
export const convolve = ops.convolve as <
  const X extends Operand,
  const K extends Operand,
  const O extends ops.ConvolveOptions = object,
>(
  x: X,
  kernel: K & Need<Convolved<ShapeOf<X>, ShapeOf<K>, O>>,
  options?: O,
) => Tensor<Known<Convolved<ShapeOf<X>, ShapeOf<K>, O>>>;

type Pool<Name extends string> = <const X extends Operand, const O extends ops.PoolOptions>(
  x: X & Need<Pooled<ShapeOf<X>, O, Name>>,
  options: O,
) => Tensor<Known<Pooled<ShapeOf<X>, O, Name>>>;

/** The greatest element in each window that moves along the axes of x [N, ...space, C] between the first and the last. */
export const maxPool = ops.maxPool as Pool<'maxPool'>;
/** The mean of each window of x [N, ...space, C]; padding does not count. */
export const avgPool = ops.avgPool as Pool<'avgPool'>;
/** The sum of each window of x [N, ...space, C]. */
export const sumPool = ops.sumPool as Pool<'sumPool'>;

type Local = <const X extends Operand>(x: X, window: ops.PerAxis) => Tensor<ShapeOf<X>>;

/** At each element of x [N, ...space, C] the mean of the window around it; beyond the border there is nothing. */
export const localMean = ops.localMean as Local;
/** At each element of x [N, ...space, C] the variance in the window around it. */
export const localVariance = ops.localVariance as Local;

/** x [N, ...space, C] with other extents between the first and the last axis; pixels' centres lie at halves, as in TensorFlow 2. */
export const resize = ops.resize as <const X extends Operand, const Z extends ops.PerAxis>(
  x: X & Need<Resized<ShapeOf<X>, Z>>,
  size: Z,
  options?: ops.ResizeOptions,
) => Tensor<Known<Resized<ShapeOf<X>, Z>>>;
