import { e } from '../expr/index.js';
import { binary, type Binary } from './families/elementwise.js';

/** a moved right by b bits (0 to 31), filled with the sign for i32, with zeros for u32: a / 2^b rounded down. */
export const shiftRight: Binary = binary({
  name: 'shiftRight',
  dtypes: ['i32', 'u32'],
  domain: [
    [-100, 100],
    [0, 31],
  ],
  lower: (a, b) => e.shiftRight(a, b),
  reference: (a, b) => Math.floor(a / 2 ** b),
});
