import { e } from '../expr/index.js';
import { unary, type Unary } from './families/elementwise.js';
import { mul } from './mul.js';
import { neg } from './neg.js';
import { sin } from './sin.js';

/** Cosine. */
export const cos: Unary = unary({
  name: 'cos',
  vjp: ({ inputs: [x], dy }) => [neg(mul(dy, sin(x)))],
  lower: (x) => e.cos(x),
  reference: (x) => Math.cos(x),
});
