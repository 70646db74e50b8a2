import { e } from '../expr/index.js';
import { unary, type Unary } from './families/elementwise.js';
import { mul } from './mul.js';
import { sigmoid } from './sigmoid.js';

/** log(1 + exp(x)), exact in both tails. */
export const softplus: Unary = unary({
  name: 'softplus',
  vjp: ({ inputs: [x], dy }) => [mul(dy, sigmoid(x))],
  lower: (x) => e.softplus(x),
  reference: (x) => (x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x))),
});
