import { apply, type Op } from '../graph/index.js';
import { exp } from './exp.js';
import { cumulative, type CumulativeAttrs } from './families/cumulative.js';
import { ahead, back, isFirst, shifted } from './families/shifting.js';
import { isFinite } from './isFinite.js';
import { linearRecurrence } from './linearRecurrence.js';
import { mul } from './mul.js';
import { select } from './select.js';
import { sub } from './sub.js';

/** log of the sum of exp of the elements up to each along an axis, without overflow. Of nothing but -Infinity, -Infinity. */
export const cumLogSumExpOp: Op<CumulativeAttrs> = cumulative({
  name: 'cumLogSumExp',
  called: 'cumlogsumexp',
  dtypes: ['f32'],
  running: 'logSumExp',
  // Σ dy[k] exp(x[j] - y[k]) over all k from j on, as a recurrence whose factors exp(y[k - 1] - y[k]) are at most 1.
  vjp: ({ inputs: [x], attrs, dy }) => {
    const { axis, reverse, exclusive } = attrs;
    const y = apply(cumLogSumExpOp, [x], { ...attrs, exclusive: false });
    // Where all are -Infinity, so is y: nothing flows back, instead of NaN.
    const taken = select(isFinite(y), y, 0);
    // Nothing flows on from before the first element: 1 stands there, instead of what might overflow.
    const share = exp(select(isFirst(x, attrs), 0, sub(shifted(y, axis, ahead(attrs)), taken)));
    const own = exclusive ? shifted(dy, axis, back(attrs)) : dy;
    const behind = linearRecurrence(own, shifted(share, axis, back(attrs)), { axis, reverse: !reverse });
    return [mul(exp(sub(x, taken)), behind)];
  },
  reference: (values) => {
    const most = Math.max(-Infinity, ...values);
    if (most === -Infinity || !Number.isFinite(most)) return most;
    return most + Math.log(values.reduce((sum, x) => sum + Math.exp(x - most), 0));
  },
});
