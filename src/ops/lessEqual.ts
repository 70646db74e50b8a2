import { e } from '../expr/index.js';
import { binary, type Binary } from './families/elementwise.js';

/** a <= b, as bool; false beside NaN. */
export const lessEqual: Binary = binary({
  name: 'lessEqual',
  dtypes: ['f32', 'i32', 'u32', 'bool'],
  result: 'bool',
  lower: (a, b) => e.lessEqual(a, b),
  reference: (a, b) => (a <= b ? 1 : 0),
});
