import { e } from '../expr/index.js';
import { unary, type Unary } from './families/elementwise.js';

/** The opposite, of bools; bit by bit of integers. */
export const not: Unary = unary({
  name: 'not',
  called: 'logicalNot',
  dtypes: ['bool', 'i32', 'u32'],
  lower: (x) => e.not(x),
  reference: (x, dtype) => (dtype === 'bool' ? 1 - x : -1 - x),
});
