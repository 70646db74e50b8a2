import { special } from '../expr/index.js';
import { digamma } from './digamma.js';
import { unary, type Unary } from './families/elementwise.js';
import { logGamma } from './families/gammas.js';
import { mul } from './mul.js';

/** log |Γ(x)|; infinite at 0 and at negative integers. */
export const lgamma: Unary = unary({
  name: 'lgamma',
  domain: [[0.5, 12]],
  vjp: ({ inputs: [x], dy }) => [mul(dy, digamma(x))],
  lower: (x) => special.lgamma(x),
  reference: (x) => logGamma(x),
});
