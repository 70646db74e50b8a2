import { special } from '../expr/index.js';
import { unary, type Unary } from './families/elementwise.js';
import { polyGamma } from './families/gammas.js';
import { mul } from './mul.js';
import { polygamma } from './polygamma.js';

/** The derivative of lgamma; -Infinity at 0, NaN at negative integers. */
export const digamma: Unary = unary({
  name: 'digamma',
  domain: [[0.6, 12]],
  vjp: ({ inputs: [x], dy }) => [mul(dy, polygamma(1, x))],
  lower: (x) => special.digamma(x),
  reference: (x) => polyGamma(0, x),
});
