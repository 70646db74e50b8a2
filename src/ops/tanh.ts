import { e } from '../expr/index.js';
import { unary, type Unary } from './families/elementwise.js';
import { mul } from './mul.js';
import { sub } from './sub.js';

/** Hyperbolic tangent. */
export const tanh: Unary = unary({
  name: 'tanh',
  // 1 - y², written with y: x need not stay alive until the backward pass.
  vjp: ({ y, dy }) => [mul(dy, sub(1, mul(y, y)))],
  lower: (x) => e.tanh(x),
  reference: (x) => Math.tanh(x),
});
