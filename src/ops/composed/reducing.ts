import { optionsOf } from '../../base/index.js';
import type { Tensor } from '../../graph/index.js';
import { axesOf } from '../families/axes.js';
import { reshape } from '../reshape.js';

export interface ReduceOptions {
  /** The axes to reduce, negative ones counted from the end; all where absent. */
  readonly axis?: number | readonly number[] | undefined;
  /** Leaves the reduced axes in place, with extent 1. */
  readonly keepDims?: boolean | undefined;
}

/** What `over` makes of x along the axes that the options name. */
export function reducing(
  op: string,
  x: Tensor,
  options: ReduceOptions,
  over: (x: Tensor, axes: readonly number[]) => Tensor,
): Tensor {
  const { axis, keepDims } = optionsOf(op, options, { axis: undefined, keepDims: false });
  const axes = axesOf(op, axis, x.shape.length);
  const reduced = over(x, axes);
  return keepDims ? keptDims(reduced, x, axes) : reduced;
}

/** A reduction of x with its axes back, of extent 1. */
export function keptDims(reduced: Tensor, x: Tensor, axes: readonly number[]): Tensor {
  return reshape(
    reduced,
    x.shape.map((extent, k) => (axes.includes(k) ? 1 : extent)),
  );
}
