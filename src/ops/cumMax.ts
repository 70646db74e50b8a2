import { apply, type Op, type Tensor } from '../graph/index.js';
import { and } from './and.js';
import { cast } from './cast.js';
import { equal } from './equal.js';
import { cumulative, type CumulativeAttrs } from './families/cumulative.js';
import { hasTie, leastOf } from './families/extremes.js';
import { back, shifted } from './families/shifting.js';
import { iota } from './iota.js';
import { lessEqual } from './lessEqual.js';
import { linearRecurrence } from './linearRecurrence.js';
import { not } from './not.js';
import { or } from './or.js';
import { reverseOp } from './reverse.js';
import { select } from './select.js';

/**
 * The greatest of the elements up to each along an axis: NaN from the first NaN on. Of elements that tie the first one has
 * the derivative.
 */
export const cumMaxOp: Op<CumulativeAttrs> = cumulative({
  name: 'cumMax',
  called: 'cummax',
  dtypes: ['f32', 'i32', 'u32'],
  running: 'max',
  // An element has the sum of dy from where it is the greatest to where a greater one is.
  vjp: ({ inputs: [x], attrs, dy }) => {
    const { axis, reverse, exclusive } = attrs;
    const isGreatest = greatestSoFar(x, attrs);
    const own = exclusive ? shifted(dy, axis, back(attrs)) : dy;
    const goesOn = shifted(cast(not(isGreatest), 'f32'), axis, back(attrs));
    return [select(isGreatest, linearRecurrence(own, goesOn, { axis, reverse: !reverse }), 0)];
  },
  reference: (values, dtype) => {
    if (values.some(Number.isNaN)) return NaN;
    return values.reduce((a, b) => (b > a ? b : a), leastOf(dtype));
  },
  avoid: (values, { axis }) => hasTie(values, { axes: [axis] }),
});

/** Whether an element is greater than all before it, or NaN before which there is none. */
function greatestSoFar(x: Tensor, attrs: CumulativeAttrs): Tensor {
  const { axis, reverse } = attrs;
  const before = apply(cumMaxOp, [x], { ...attrs, exclusive: true });
  const place = iota(x.shape, { axis });
  const isFirst = equal(reverse ? apply(reverseOp, [place], { axes: [axis] }) : place, 0);
  return or(isFirst, and(equal(before, before), not(lessEqual(x, before))));
}
