import { e } from '../expr/index.js';
import { unary, type Unary } from './families/elementwise.js';

/** -1, 0 or 1; NaN stays NaN. No derivative flows through it. */
export const sign: Unary = unary({
  name: 'sign',
  dtypes: ['f32', 'i32'],
  lower: (x) => e.sign(x),
  reference: (x) => (x > 0 ? 1 : x < 0 ? -1 : x),
});
