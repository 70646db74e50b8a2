import { apply, type Op, type Tensor } from '../graph/index.js';
import { reduction, spreadBack, type ReduceAttrs } from './families/reduction.js';

/** Sum over axes, which disappear; over an empty axis, 0. */
export const reduceSumOp: Op<ReduceAttrs> = reduction({
  name: 'reduceSum',
  called: 'sum',
  dtypes: ['f32', 'i32', 'u32'],
  monoid: 'sum',
  // Each element counts once in its sum, so each gets the whole of dy.
  vjp: ({ inputs: [x], attrs: { axes }, dy }) => [spreadBack(dy, x, axes)],
  reference: (values) => values.reduce((a, b) => a + b, 0),
});

/** x itself if there is no axis. */
export function reduceSum(x: Tensor, axes: readonly number[]): Tensor {
  return axes.length === 0 ? x : apply(reduceSumOp, [x], { axes });
}
