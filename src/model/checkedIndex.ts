import { isTracing, traceOf, type Tensor } from '../graph/index.js';
import { cast, clip } from '../ops/index.js';
import { isFeed, isModelTrace } from './modelTrace.js';
import { movedFrom } from './ranges.js';

/**
 * An index that must lie in 0 <= index < extent. Where it is a direct input (labels, tokens) its values are checked before
 * anything runs, with `of` in the error; a computed one is clamped.
 */
export function checkedIndex(index: Tensor, extent: number, { of }: { readonly of: string }): Tensor {
  const integers = index.dtype === 'i32' || index.dtype === 'u32' ? index : cast(index, 'i32');
  const origin = movedFrom(integers);
  const trace = isTracing() ? traceOf('checkedIndex()') : null;
  if (trace && isModelTrace(trace) && isFeed(trace, origin)) {
    trace.ranges.set(origin, [...(trace.ranges.get(origin) ?? []), { extent, of }]);
    return integers;
  }
  return clip(integers, 0, Math.max(0, extent - 1));
}
