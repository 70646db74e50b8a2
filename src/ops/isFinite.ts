import { e } from '../expr/index.js';
import { unary, type Unary } from './families/elementwise.js';

/** Whether each element is neither infinite nor NaN. Gives bool. */
export const isFinite: Unary = unary({
  name: 'isFinite',
  result: 'bool',
  lower: (x) => e.isFinite(x),
  reference: (x) => (Number.isFinite(x) ? 1 : 0),
});
