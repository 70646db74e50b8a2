import { e } from '../expr/index.js';
import { binary, type Binary } from './families/elementwise.js';

/** Either, of bools; bit by bit of integers. */
export const or: Binary = binary({
  name: 'or',
  called: 'logicalOr',
  dtypes: ['bool', 'i32', 'u32'],
  lower: (a, b) => e.or(a, b),
  reference: (a, b) => a | b,
});
