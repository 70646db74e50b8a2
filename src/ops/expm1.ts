import { e } from '../expr/index.js';
import { unary, type Unary } from './families/elementwise.js';
import { exp } from './exp.js';
import { mul } from './mul.js';

/** exp(x) - 1, exact near 0. */
export const expm1: Unary = unary({
  name: 'expm1',
  // Not y + 1: far to the left that has lost every digit.
  vjp: ({ inputs: [x], dy }) => [mul(dy, exp(x))],
  lower: (x) => e.expm1(x),
  reference: (x) => Math.expm1(x),
});
