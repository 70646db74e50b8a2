import { e } from '../expr/index.js';
import { unary, type Unary } from './families/elementwise.js';

/** The greatest integer not above each element. No derivative flows through it. */
export const floor: Unary = unary({
  name: 'floor',
  lower: (x) => e.floor(x),
  reference: (x) => Math.floor(x),
});
