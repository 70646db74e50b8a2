import { e } from '../expr/index.js';
import { binary, type Binary } from './families/elementwise.js';

/** Exactly one, of bools; bit by bit of integers. */
export const xor: Binary = binary({
  name: 'xor',
  called: 'logicalXor',
  dtypes: ['bool', 'i32', 'u32'],
  lower: (a, b) => e.xor(a, b),
  reference: (a, b) => a ^ b,
});
