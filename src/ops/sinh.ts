import { e } from '../expr/index.js';
import { unary, type Unary } from './families/elementwise.js';
import { cosh } from './cosh.js';
import { mul } from './mul.js';

/** Hyperbolic sine. */
export const sinh: Unary = unary({
  name: 'sinh',
  vjp: ({ inputs: [x], dy }) => [mul(dy, cosh(x))],
  lower: (x) => e.sinh(x),
  reference: (x) => Math.sinh(x),
});
