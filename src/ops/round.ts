import { e } from '../expr/index.js';
import { unary, type Unary } from './families/elementwise.js';

/** The nearest integer, halves to even, as NumPy. No derivative flows through it. */
export const round: Unary = unary({
  name: 'round',
  lower: (x) => e.round(x),
  reference: (x) => (Math.abs(x % 1) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x)),
});
