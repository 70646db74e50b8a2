import { e } from '../expr/index.js';
import { unary, type Unary } from './families/elementwise.js';
import { add } from './add.js';
import { mul } from './mul.js';
import { neg } from './neg.js';
import { rsqrt } from './rsqrt.js';
import { sub } from './sub.js';

/** Arc cosine, in [0, pi]. */
export const acos: Unary = unary({
  name: 'acos',
  domain: [[-0.9, 0.9]],
  vjp: ({ inputs: [x], dy }) => [neg(mul(dy, rsqrt(mul(sub(1, x), add(1, x)))))],
  lower: (x) => e.acos(x),
  reference: (x) => Math.acos(x),
});
