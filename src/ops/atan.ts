import { e } from '../expr/index.js';
import { unary, type Unary } from './families/elementwise.js';
import { add } from './add.js';
import { div } from './div.js';
import { mul } from './mul.js';

/** Arc tangent, in [-pi/2, pi/2]. */
export const atan: Unary = unary({
  name: 'atan',
  vjp: ({ inputs: [x], dy }) => [div(dy, add(1, mul(x, x)))],
  lower: (x) => e.atan(x),
  reference: (x) => Math.atan(x),
});
