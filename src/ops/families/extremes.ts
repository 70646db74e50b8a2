import type { DType, NdArray } from '../../base/index.js';
import type { Tensor } from '../../graph/index.js';
import { broadcastTo } from '../composed/reshaping.js';
import { cast } from '../cast.js';
import { div } from '../div.js';
import { equal } from '../equal.js';
import { reduceSum } from '../reduceSum.js';
import { select } from '../select.js';
import { fold } from './ndarray.js';
import { spreadBack, type ReduceAttrs } from './reduction.js';
import type { SingleBackward } from './single.js';

/** The vjp of a reduction to one of its elements: dy in equal shares to all elements that are the one. */
export function shareAmongTies({ inputs: [x], attrs: { axes }, y, dy }: SingleBackward<['x'], ReduceAttrs>): [Tensor] {
  // Of no element: else what is derived from it would be 0 / 0.
  if (x.shape.includes(0)) return [broadcastTo(0, x.shape)];
  const ties = equal(x, spreadBack(y, x, axes));
  const count = reduceSum(cast(ties, 'f32'), axes);
  return [select(ties, spreadBack(div(dy, count), x, axes), 0)];
}

/** The value below all others of a dtype. */
export function leastOf(dtype: DType): number {
  return { f32: -Infinity, i32: -(2 ** 31), u32: 0, bool: 0 }[dtype];
}

/** The value above all others of a dtype. */
export function greatestOf(dtype: DType): number {
  return { f32: Infinity, i32: 2 ** 31 - 1, u32: 2 ** 32 - 1, bool: 1 }[dtype];
}

/** Whether two elements that are compared lie so near each other that a difference quotient would jump. */
export function hasTie([x]: readonly NdArray[], { axes }: ReduceAttrs): boolean {
  if (!x) return false;
  const near = fold(x, axes, (values) => {
    const sorted = [...values].sort((a, b) => a - b);
    return sorted.some((value, k) => k > 0 && value - (sorted[k - 1] ?? -Infinity) < 0.01) ? 1 : 0;
  });
  return near.data.some((flag) => flag !== 0);
}
