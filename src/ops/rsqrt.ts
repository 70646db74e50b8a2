import { e } from '../expr/index.js';
import { unary, type Unary } from './families/elementwise.js';
import { mul } from './mul.js';

/** 1 / sqrt(x). */
export const rsqrt: Unary = unary({
  name: 'rsqrt',
  domain: [[0.2, 3]],
  vjp: ({ y, dy }) => [mul(dy, mul(-0.5, mul(y, mul(y, y))))],
  lower: (x) => e.rsqrt(x),
  reference: (x) => 1 / Math.sqrt(x),
});
