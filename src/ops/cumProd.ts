import { apply, type Op } from '../graph/index.js';
import { cumulative, type CumulativeAttrs } from './families/cumulative.js';
import { back, shifted } from './families/shifting.js';
import { linearRecurrence } from './linearRecurrence.js';
import { mul } from './mul.js';

/** Product of the elements up to each along an axis; integers wrap. Its derivative is right to any order beside any zeros. */
export const cumProdOp: Op<CumulativeAttrs> = cumulative({
  name: 'cumProd',
  called: 'cumprod',
  dtypes: ['f32', 'i32', 'u32'],
  running: 'prod',
  // The product before an element, times what comes of it behind: never y / x, since x may be 0.
  vjp: ({ inputs: [x], attrs, dy }) => {
    const { axis, reverse, exclusive } = attrs;
    const own = exclusive ? shifted(dy, axis, back(attrs)) : dy;
    const behind = linearRecurrence(own, shifted(x, axis, back(attrs)), { axis, reverse: !reverse });
    return [mul(apply(cumProdOp, [x], { ...attrs, exclusive: true }), behind)];
  },
  reference: (values, dtype) => values.reduce((a, b) => (dtype === 'f32' ? a * b : Math.imul(a, b)), 1),
});
