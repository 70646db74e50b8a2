import { e } from '../expr/index.js';
import { unary, type Unary } from './families/elementwise.js';
import { add } from './add.js';
import { mul } from './mul.js';
import { rsqrt } from './rsqrt.js';
import { sub } from './sub.js';

/** Arc sine, in [-pi/2, pi/2]. */
export const asin: Unary = unary({
  name: 'asin',
  domain: [[-0.9, 0.9]],
  // (1 - x)(1 + x) keeps the digits of 1 - x² near the ends.
  vjp: ({ inputs: [x], dy }) => [mul(dy, rsqrt(mul(sub(1, x), add(1, x))))],
  lower: (x) => e.asin(x),
  reference: (x) => Math.asin(x),
});
