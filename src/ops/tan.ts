import { e } from '../expr/index.js';
import { unary, type Unary } from './families/elementwise.js';
import { add } from './add.js';
import { mul } from './mul.js';

/** Tangent. */
export const tan: Unary = unary({
  name: 'tan',
  domain: [[-1.2, 1.2]],
  vjp: ({ y, dy }) => [mul(dy, add(1, mul(y, y)))],
  lower: (x) => e.tan(x),
  reference: (x) => Math.tan(x),
});
