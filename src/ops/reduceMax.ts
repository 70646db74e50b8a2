import { apply, type Op, type Tensor } from '../graph/index.js';
import { hasTie, leastOf, shareAmongTies } from './families/extremes.js';
import { reduction, type ReduceAttrs } from './families/reduction.js';

/**
 * The greatest element over axes, which disappear: of bools, whether any holds. NaN if one is NaN; over an empty axis the least value
 * of the dtype, of f32 -Infinity. Elements that tie share the derivative evenly.
 */
export const reduceMaxOp: Op<ReduceAttrs> = reduction({
  name: 'reduceMax',
  called: 'max',
  dtypes: ['f32', 'i32', 'u32', 'bool'],
  monoid: 'max',
  vjp: shareAmongTies,
  reference: (values, dtype) => {
    if (values.some(Number.isNaN)) return NaN;
    return values.reduce((a, b) => (b > a ? b : a), leastOf(dtype));
  },
  avoid: hasTie,
});

/** x itself if there is no axis. */
export function reduceMax(x: Tensor, axes: readonly number[]): Tensor {
  return axes.length === 0 ? x : apply(reduceMaxOp, [x], { axes });
}
