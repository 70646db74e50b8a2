import { apply, type Op, type Tensor } from '../graph/index.js';
import { hasTie, greatestOf, shareAmongTies } from './families/extremes.js';
import { reduction, type ReduceAttrs } from './families/reduction.js';

/**
 * The least element over axes, which disappear: of bools, whether all hold. NaN if one is NaN; over an empty axis the greatest value
 * of the dtype, of f32 Infinity. Elements that tie share the derivative evenly.
 */
export const reduceMinOp: Op<ReduceAttrs> = reduction({
  name: 'reduceMin',
  called: 'min',
  dtypes: ['f32', 'i32', 'u32', 'bool'],
  monoid: 'min',
  vjp: shareAmongTies,
  reference: (values, dtype) => {
    if (values.some(Number.isNaN)) return NaN;
    return values.reduce((a, b) => (b < a ? b : a), greatestOf(dtype));
  },
  avoid: hasTie,
});

/** x itself if there is no axis. */
export function reduceMin(x: Tensor, axes: readonly number[]): Tensor {
  return axes.length === 0 ? x : apply(reduceMinOp, [x], { axes });
}
