import { apply, type Op, type Tensor } from '../graph/index.js';
import { and } from './and.js';
import { cast } from './cast.js';
import { equal } from './equal.js';
import { cumulative, type CumulativeAttrs } from './families/cumulative.js';
import { hasTie, leastOf } from './families/extremes.js';
import { ahead, back, isFirst, shifted } from './families/shifting.js';
import { lessEqual } from './lessEqual.js';
import { linearRecurrence } from './linearRecurrence.js';
import { not } from './not.js';
import { or } from './or.js';
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
  vjp: ({ inputs: [x], attrs, y, dy }) => {
    const { axis, reverse, exclusive } = attrs;
    const whole = exclusive ? apply(cumMaxOp, [x], { ...attrs, exclusive: false }) : y;
    const isGreatest = isGreater(x, shifted(whole, axis, ahead(attrs)), attrs);
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

/** Whether an element is greater than the greatest before it, or the first NaN; there is nothing before the first one. */
function isGreater(x: Tensor, before: Tensor, attrs: CumulativeAttrs): Tensor {
  return or(isFirst(x, attrs), and(equal(before, before), not(lessEqual(x, before))));
}
