import { e } from '../expr/index.js';
import { binary, type Binary } from './families/elementwise.js';

/** a < b, as bool; false beside NaN. */
export const less: Binary = binary({
  name: 'less',
  dtypes: ['f32', 'i32', 'u32', 'bool'],
  result: 'bool',
  lower: (a, b) => e.less(a, b),
  reference: (a, b) => (a < b ? 1 : 0),
});
