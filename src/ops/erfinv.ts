import { special } from '../expr/index.js';
import { exp } from './exp.js';
import { unary, type Unary } from './families/elementwise.js';
import { inverseErrorIntegral } from './families/errorIntegral.js';
import { mul } from './mul.js';

/** The inverse of erf: infinite at -1 and 1, NaN beyond. */
export const erfinv: Unary = unary({
  name: 'erfinv',
  domain: [[-0.75, 0.75]],
  vjp: ({ y, dy }) => [mul(dy, mul(Math.sqrt(Math.PI) / 2, exp(mul(y, y))))],
  lower: (x) => special.erfinv(x),
  reference: (x) => inverseErrorIntegral(x),
});
