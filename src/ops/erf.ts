import { e } from '../expr/index.js';
import { unary, type Unary } from './families/elementwise.js';
import { errorIntegral } from './families/errorIntegral.js';
import { exp } from './exp.js';
import { mul } from './mul.js';
import { neg } from './neg.js';

/** The error function, 2/sqrt(pi) times the integral of exp(-t²) from 0 to x. */
export const erf: Unary = unary({
  name: 'erf',
  vjp: ({ inputs: [x], dy }) => [mul(dy, mul(2 / Math.sqrt(Math.PI), exp(neg(mul(x, x)))))],
  lower: (x) => e.erf(x),
  reference: (x) => errorIntegral(x),
});
