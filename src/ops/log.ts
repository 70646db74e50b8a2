import { e } from '../expr/index.js';
import { unary, type Unary } from './families/elementwise.js';
import { div } from './div.js';

/** Natural logarithm; -Infinity at 0, NaN below. */
export const log: Unary = unary({
  name: 'log',
  domain: [[0.2, 3]],
  vjp: ({ inputs: [x], dy }) => [div(dy, x)],
  lower: (x) => e.log(x),
  reference: (x) => Math.log(x),
});
