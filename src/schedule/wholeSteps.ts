import { divideExtent } from '../base/index.js';
import type { Value } from './loopNest.js';
import { numberValue } from './scope.js';

/** A count rounded down to a multiple of `step`, a power of two; the count itself where it is one. */
export function wholeSteps(count: Value, step: number): Value {
  if (count.kind === 'number')
    return count.value % step === 0 ? count : numberValue(count.value - (count.value % step));
  if (count.kind === 'extent' && divideExtent(count.extent, step) !== null) return count;
  return { kind: 'call', dtype: 'i32', fn: 'and', args: [count, numberValue(-step)], exact: true };
}
