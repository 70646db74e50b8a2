import { e } from '../expr/index.js';
import { unary, type Unary } from './families/elementwise.js';
import { add } from './add.js';
import { div } from './div.js';

/** log(1 + x), exact near 0. */
export const log1p: Unary = unary({
  name: 'log1p',
  domain: [[-0.8, 2]],
  vjp: ({ inputs: [x], dy }) => [div(dy, add(x, 1))],
  lower: (x) => e.log1p(x),
  reference: (x) => Math.log1p(x),
});
