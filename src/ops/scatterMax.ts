import type { NdArray } from '../base/index.js';
import { apply, type Op } from '../graph/index.js';
import { cast } from './cast.js';
import { div } from './div.js';
import { equal } from './equal.js';
import { scattering, storesOf, type ScatterAttrs } from './families/scattering.js';
import { gatherOp } from './gather.js';
import { scatterAddOp } from './scatterAdd.js';
import { select } from './select.js';

/**
 * At each index along an axis the greatest of what x has there and the updates for it; NaN if one is NaN. All that equal
 * the result, x among them, share the derivative evenly.
 */
export const scatterMaxOp: Op<ScatterAttrs> = scattering({
  name: 'scatterMax',
  mode: 'max',
  dtypes: ['f32', 'i32', 'u32'],
  vjp: ({ inputs: [x, indices, updates], attrs, y, dy }) => {
    const own = equal(x, y);
    const theirs = equal(updates, apply(gatherOp, [y, indices], attrs));
    const count = apply(scatterAddOp, [cast(own, 'f32'), indices, cast(theirs, 'f32')], attrs);
    const share = div(dy, count);
    return [select(own, share, 0), null, select(theirs, apply(gatherOp, [share, indices], attrs), 0)];
  },
  combine: (old, update) => (Number.isNaN(old) || Number.isNaN(update) ? NaN : Math.max(old, update)),
  avoid: hasTie,
});

/** Whether two values for one place lie so near each other that a difference quotient would jump. */
function hasTie([x, indices, updates]: readonly NdArray[], attrs: ScatterAttrs): boolean {
  if (!x || !indices || !updates) return false;
  const values = Array.from(x.data, (value) => [value]);
  for (const { place, value } of storesOf([x, indices, updates], attrs)) values[place]!.push(value);
  return values.some((own) => {
    const sorted = own.sort((a, b) => a - b);
    return sorted.some((value, k) => k > 0 && value - sorted[k - 1]! < 0.01);
  });
}
