import type { Extent } from '../../base/index.js';
import { apply, type Tensor } from '../../graph/index.js';
import { sliceOp } from '../slice.js';

/** Every `step`th element of an axis, `count` of them. */
export function stepped(
  x: Tensor,
  axis: number,
  [start, step, count]: readonly [start: number, step: number, count: number],
): Tensor {
  const end = start + (count - 1) * step + 1;
  if (start === 0 && end === x.shape[axis] && step === 1) return x;
  const along = <T>(own: T, others: (extent: Extent) => T): T[] =>
    x.shape.map((extent, k) => (k === axis ? own : others(extent)));
  return apply(sliceOp, [x], {
    starts: along(start, () => 0),
    ends: along<Extent>(end, (extent) => extent),
    strides: along(step, () => 1),
  });
}
