import { range, sameShape, withoutAll } from '../base/index.js';
import { apply, type Tensor } from '../graph/index.js';
import { broadcastOp, type ReduceAttrs } from '../ops/index.js';
import { isA } from './known.js';

/** Reductions, and their results repeated along the axes that they reduced. */

export const axesOf = (reduced: Tensor): readonly number[] => (reduced.node.attrs as ReduceAttrs).axes;

interface Broadcast {
  readonly axes: readonly number[];
}

/** The reduction's value at each element that went into it: `s - spread(max s)`. */
export function spreadOver(reduced: Tensor, { shape }: Tensor, axes: readonly number[]): Tensor {
  return apply(broadcastOp, [reduced], { shape, axes: withoutAll(range(shape.length), axes) });
}

/** Whether a tensor is a broadcast along exactly these axes of x: constant along them, and as x along the others. */
export function isSpread(wide: Tensor, x: Tensor, axes: readonly number[]): boolean {
  if (!isA('broadcast', wide) || !sameShape(wide.shape, x.shape)) return false;
  const kept = withoutAll(range(x.shape.length), axes);
  const own = (wide.node.attrs as Broadcast).axes;
  return own.length === kept.length && own.every((axis, k) => axis === kept[k]);
}

/** Whether a tensor is constant along some axes of its own. */
export function isConstantAlong(wide: Tensor, axes: readonly number[]): boolean {
  if (!isA('broadcast', wide)) return false;
  const own = (wide.node.attrs as Broadcast).axes;
  return axes.every((axis) => !own.includes(axis));
}
