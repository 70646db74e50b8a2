import { e } from '../expr/index.js';
import { binary, type Binary } from './families/elementwise.js';
import { mul } from './mul.js';
import { neg } from './neg.js';

/** a / b of f32. */
export const div: Binary = binary({
  name: 'div',
  domain: [
    [-2, 2],
    [0.5, 2],
  ],
  vjp: ({ inputs: [, b], y, dy }) => [div(dy, b), neg(div(mul(dy, y), b))],
  lower: (a, b) => e.div(a, b),
  reference: (a, b) => a / b,
});
