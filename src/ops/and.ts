import { e } from '../expr/index.js';
import { binary, type Binary } from './families/elementwise.js';

/** Both, of bools; bit by bit of integers. */
export const and: Binary = binary({
  name: 'and',
  called: 'logicalAnd',
  dtypes: ['bool', 'i32', 'u32'],
  lower: (a, b) => e.and(a, b),
  reference: (a, b) => a & b,
});
