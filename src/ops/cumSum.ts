import { apply, type Op } from '../graph/index.js';
import { cumulative, type CumulativeAttrs } from './families/cumulative.js';

/** Sum of the elements up to each along an axis; integers wrap. */
export const cumSumOp: Op<CumulativeAttrs> = cumulative({
  name: 'cumSum',
  called: 'cumsum',
  dtypes: ['f32', 'i32', 'u32'],
  running: 'sum',
  vjp: ({ attrs, dy }) => [apply(cumSumOp, [dy], { ...attrs, reverse: !attrs.reverse })],
  reference: (values) => values.reduce((a, b) => a + b, 0),
});
