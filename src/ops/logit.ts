import { special } from '../expr/index.js';
import { div } from './div.js';
import { unary, type Unary } from './families/elementwise.js';
import { mul } from './mul.js';
import { sub } from './sub.js';

/** log(x / (1 - x)), the inverse of sigmoid; infinite at 0 and 1, NaN beyond. */
export const logit: Unary = unary({
  name: 'logit',
  domain: [[0.2, 0.8]],
  vjp: ({ inputs: [x], dy }) => [div(dy, mul(x, sub(1, x)))],
  lower: (x) => special.logit(x),
  reference: (x) => (Math.abs(x - 0.5) < 0.1 ? Math.log1p((2 * x - 1) / (1 - x)) : Math.log(x) - Math.log1p(-x)),
});
