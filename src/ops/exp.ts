import { e } from '../expr/index.js';
import { unary, type Unary } from './families/elementwise.js';
import { mul } from './mul.js';

/** e to the power of each element. */
export const exp: Unary = unary({
  name: 'exp',
  vjp: ({ y, dy }) => [mul(dy, y)],
  lower: (x) => e.exp(x),
  reference: (x) => Math.exp(x),
});
