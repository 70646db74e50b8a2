import { e } from '../expr/index.js';
import { unary, type Unary } from './families/elementwise.js';
import { mul } from './mul.js';
import { sinh } from './sinh.js';

/** Hyperbolic cosine. */
export const cosh: Unary = unary({
  name: 'cosh',
  vjp: ({ inputs: [x], dy }) => [mul(dy, sinh(x))],
  lower: (x) => e.cosh(x),
  reference: (x) => Math.cosh(x),
});
