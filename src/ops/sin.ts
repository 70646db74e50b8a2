import { e } from '../expr/index.js';
import { unary, type Unary } from './families/elementwise.js';
import { cos } from './cos.js';
import { mul } from './mul.js';

/** Sine. */
export const sin: Unary = unary({
  name: 'sin',
  vjp: ({ inputs: [x], dy }) => [mul(dy, cos(x))],
  lower: (x) => e.sin(x),
  reference: (x) => Math.sin(x),
});
