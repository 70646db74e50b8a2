import { e } from '../expr/index.js';
import { unary, type Unary } from './families/elementwise.js';
import { complement } from './families/errorIntegral.js';
import { exp } from './exp.js';
import { mul } from './mul.js';
import { neg } from './neg.js';

/** 1 - erf(x), exact in the right tail. */
export const erfc: Unary = unary({
  name: 'erfc',
  vjp: ({ inputs: [x], dy }) => [mul(dy, mul(-2 / Math.sqrt(Math.PI), exp(neg(mul(x, x)))))],
  lower: (x) => e.erfc(x),
  reference: (x) => complement(x),
});
