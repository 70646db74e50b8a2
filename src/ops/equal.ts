import { e } from '../expr/index.js';
import { binary, type Binary } from './families/elementwise.js';

/** a = b, as bool; NaN equals nothing. */
export const equal: Binary = binary({
  name: 'equal',
  dtypes: ['f32', 'i32', 'u32', 'bool'],
  result: 'bool',
  lower: (a, b) => e.equal(a, b),
  reference: (a, b) => (a === b ? 1 : 0),
});
