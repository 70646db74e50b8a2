import { e } from '../expr/index.js';
import { binary, type Binary } from './families/elementwise.js';

/** a moved left by b bits (0 to 31); zeros come in. */
export const shiftLeft: Binary = binary({
  name: 'shiftLeft',
  dtypes: ['i32', 'u32'],
  domain: [
    [-100, 100],
    [0, 31],
  ],
  lower: (a, b) => e.shiftLeft(a, b),
  reference: (a, b) => a * 2 ** b,
});
