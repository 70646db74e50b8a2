import { e } from '../expr/index.js';
import { binary, type Binary } from './families/elementwise.js';
import { div } from './div.js';
import { floor } from './floor.js';
import { mul } from './mul.js';
import { neg } from './neg.js';

/** The remainder of a / b rounded down: it has the sign of b, as NumPy and Python have it. */
export const mod: Binary = binary({
  name: 'mod',
  dtypes: ['f32', 'i32', 'u32'],
  domain: [
    [-2, 2],
    [0.5, 2],
  ],
  avoid: ([a, b]) =>
    a?.data.some(
      (value, k) => Math.abs(value / (b?.data[k] ?? NaN) - Math.round(value / (b?.data[k] ?? NaN))) < 0.01,
    ) ?? false,
  // a - b·floor(a / b), and floor is flat.
  vjp: ({ inputs: [a, b], dy }) => [dy, neg(mul(dy, floor(div(a, b))))],
  lower: (a, b) => e.mod(a, b),
  reference: (a, b) => {
    const rest = a % b;
    return Math.sign(rest) * Math.sign(b) < 0 ? rest + b : rest;
  },
});
