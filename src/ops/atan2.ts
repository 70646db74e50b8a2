import { e } from '../expr/index.js';
import { binary, type Binary } from './families/elementwise.js';
import { add } from './add.js';
import { div } from './div.js';
import { mul } from './mul.js';
import { neg } from './neg.js';

/** The angle of the point (b, a), in [-pi, pi]: atan2(y, x) as everywhere. */
export const atan2: Binary = binary({
  name: 'atan2',
  domain: [
    [0.3, 2],
    [-2, 2],
  ],
  vjp: ({ inputs: [a, b], dy }) => {
    const scaled = div(dy, add(mul(a, a), mul(b, b)));
    return [mul(scaled, b), neg(mul(scaled, a))];
  },
  lower: (a, b) => e.atan2(a, b),
  reference: (a, b) => Math.atan2(a, b),
});
