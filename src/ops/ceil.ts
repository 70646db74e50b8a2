import { e } from '../expr/index.js';
import { unary, type Unary } from './families/elementwise.js';

/** The least integer not below each element. No derivative flows through it. */
export const ceil: Unary = unary({
  name: 'ceil',
  lower: (x) => e.ceil(x),
  reference: (x) => Math.ceil(x),
});
