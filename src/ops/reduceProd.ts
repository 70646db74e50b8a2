import { apply, type Op, type Tensor } from '../graph/index.js';
import { productOfOthers } from './families/others.js';
import { reduction, spreadBack, type ReduceAttrs } from './families/reduction.js';
import { mul } from './mul.js';

/** Product over axes, which disappear; over an empty axis, 1. Its derivative is right to any order beside any zeros. */
export const reduceProdOp: Op<ReduceAttrs> = reduction({
  name: 'reduceProd',
  called: 'prod',
  dtypes: ['f32', 'i32', 'u32'],
  monoid: 'prod',
  // Never y / x: x may be 0.
  vjp: ({ inputs: [x], attrs: { axes }, dy }) => [mul(spreadBack(dy, x, axes), productOfOthers(x, axes))],
  reference: (values, dtype) => values.reduce((a, b) => (dtype === 'f32' ? a * b : Math.imul(a, b)), 1),
});

/** x itself if there is no axis. */
export function reduceProd(x: Tensor, axes: readonly number[]): Tensor {
  return axes.length === 0 ? x : apply(reduceProdOp, [x], { axes });
}
