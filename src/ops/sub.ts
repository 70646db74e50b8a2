import { e } from '../expr/index.js';
import { binary, type Binary } from './families/elementwise.js';
import { neg } from './neg.js';

/** a - b; integers wrap. */
export const sub: Binary = binary({
  name: 'sub',
  dtypes: ['f32', 'i32', 'u32'],
  vjp: ({ dy }) => [dy, neg(dy)],
  lower: (a, b) => e.sub(a, b),
  reference: (a, b) => a - b,
});
