import { e } from '../expr/index.js';
import { binary, type Binary } from './families/elementwise.js';

/** a + b; integers wrap. */
export const add: Binary = binary({
  name: 'add',
  dtypes: ['f32', 'i32', 'u32'],
  vjp: ({ dy }) => [dy, dy],
  lower: (a, b) => e.add(a, b),
  reference: (a, b) => a + b,
});
