import { e } from '../expr/index.js';
import { binary, type Binary } from './families/elementwise.js';
import { equal } from './equal.js';
import { less } from './less.js';
import { mul } from './mul.js';
import { select } from './select.js';

/** The lesser of two elements; NaN if either is NaN. At a tie each operand gets half of the derivative. */
export const minimum: Binary = binary({
  name: 'minimum',
  dtypes: ['f32', 'i32', 'u32'],
  avoid: ([a, b]) => a?.data.some((value, k) => Math.abs(value - (b?.data[k] ?? NaN)) < 0.01) ?? false,
  vjp: ({ inputs: [a, b], dy }) => {
    const shared = select(equal(a, b), mul(dy, 0.5), 0);
    return [select(less(a, b), dy, shared), select(less(b, a), dy, shared)];
  },
  lower: (a, b) => e.min(a, b),
  reference: (a, b) => (Number.isNaN(a) || Number.isNaN(b) ? NaN : a < b ? a : b),
});
