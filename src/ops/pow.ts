import { e } from '../expr/index.js';
import { and } from './and.js';
import { equal } from './equal.js';
import { binary, type Binary } from './families/elementwise.js';
import { less } from './less.js';
import { log } from './log.js';
import { mul } from './mul.js';
import { select } from './select.js';
import { sub } from './sub.js';

/**
 * a to the power of b. The derivative in a is b·a^(b-1) and so infinite at 0 for b < 1, but 0 for b = 0; the one in b is
 * a^b·log(a), and 0 for a base that is not positive.
 */
export const pow: Binary = binary({
  name: 'pow',
  domain: [
    [0.3, 2],
    [-2, 2],
  ],
  vjp: ({ inputs: [a, b], y, dy }) => {
    const positive = less(0, a);
    // Masked by both being 0, not by b = 0 alone: that would cut off the derivative in b of b·a^(b-1).
    const flat = and(equal(a, 0), equal(b, 0));
    const slope = select(flat, 0, mul(b, pow(a, sub(b, 1))));
    // The log's operand is masked too, so that derivatives of this one stay finite.
    const growth = select(positive, mul(y, log(select(positive, a, 1))), 0);
    return [mul(dy, slope), mul(dy, growth)];
  },
  lower: (a, b) => e.pow(a, b),
  // As C99: ECMAScript alone says NaN for 1 ** Infinity.
  reference: (a, b) => (a === 1 || (a === -1 && !Number.isFinite(b) && !Number.isNaN(b)) ? 1 : a ** b),
});
