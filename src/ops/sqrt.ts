import { e } from '../expr/index.js';
import { unary, type Unary } from './families/elementwise.js';
import { div } from './div.js';
import { mul } from './mul.js';

/** Square root. Its derivative at 0 is infinite; a norm written with it has the gradient 0 there. */
export const sqrt: Unary = unary({
  name: 'sqrt',
  domain: [[0.2, 3]],
  vjp: ({ y, dy }) => [div(mul(dy, 0.5), y)],
  lower: (x) => e.sqrt(x),
  reference: (x) => Math.sqrt(x),
});
