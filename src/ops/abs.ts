import { e } from '../expr/index.js';
import { unary, type Unary } from './families/elementwise.js';
import { mul } from './mul.js';
import { sign } from './sign.js';

/** Absolute value. Its derivative at 0 is 0. */
export const abs: Unary = unary({
  name: 'abs',
  dtypes: ['f32', 'i32'],
  avoid: ([x]) => x?.data.some((value) => Math.abs(value) < 0.01) ?? false,
  vjp: ({ inputs: [x], dy }) => [mul(dy, sign(x))],
  lower: (x) => e.abs(x),
  reference: (x) => (x < 0 ? -x : x),
});
