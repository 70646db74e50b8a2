import { e } from '../expr/index.js';
import { binary, type Binary } from './families/elementwise.js';

/** a · b; integers wrap. */
export const mul: Binary = binary({
  name: 'mul',
  dtypes: ['f32', 'i32', 'u32'],
  vjp: ({ inputs: [a, b], dy }) => [mul(dy, b), mul(dy, a)],
  lower: (a, b) => e.mul(a, b),
  reference: (a, b, dtype) => (dtype === 'f32' ? a * b : Math.imul(a, b)),
});
