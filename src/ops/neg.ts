import { e } from '../expr/index.js';
import { unary, type Unary } from './families/elementwise.js';

/** The negative of each element; i32 wraps. */
export const neg: Unary = unary({
  name: 'neg',
  dtypes: ['f32', 'i32'],
  vjp: ({ dy }) => [neg(dy)],
  lower: (x) => e.neg(x),
  reference: (x) => -x,
});
