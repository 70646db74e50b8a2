import { isInteger } from '../base/index.js';
import { e } from '../expr/index.js';
import { apply, type Op, type Tensor } from '../graph/index.js';
import { cast } from './cast.js';
import { placeWithin, requireIndices } from './families/indexing.js';
import { single } from './families/single.js';

export interface CheckedIndexAttrs {
  readonly extent: number;
  /** What it indexes, for errors. */
  readonly of: string;
}

/**
 * Integers that number something without choosing from a tensor, such as classes: they lie in 0 <= index < extent. Those that
 * are an input are checked before anything runs, computed ones are clamped.
 */
export const checkedIndexOp: Op<CheckedIndexAttrs> = single<['index'], CheckedIndexAttrs>({
  name: 'checkedIndex',
  operands: ['index'],
  type: ([index]) => {
    requireIndices('checkedIndex', index);
    return { dtype: index.dtype, shape: index.shape };
  },
  ranges: ([index], { extent, of }) => [{ index, extent, of }],
  batch: ([{ x, axis }], attrs) => ({ x: apply(checkedIndexOp, [x], attrs), axis }),
  lower:
    ([index], [{ dtype }], { extent }) =>
    (point) =>
      e.cast(placeWithin(index(point), extent), dtype),
  reference: ([index], { extent }) => ({
    ...index,
    data: index.data.map((value) => Math.max(0, Math.min(value, extent - 1))),
  }),
  samples: [
    { shapes: [[5]], attrs: { extent: 4, of: 'four classes' }, domain: [[-2, 6]], dtypes: ['i32'] },
    { shapes: [[2, 3]], attrs: { extent: 1, of: 'one class' }, domain: [[0, 3]], dtypes: ['u32'] },
    { shapes: [[]], attrs: { extent: 3, of: 'three classes' }, domain: [[-2, 4]], dtypes: ['i32'] },
  ],
});

/** Numbers that must lie in 0 <= index < extent; `of` says what they number. */
export function checkedIndex(index: Tensor, extent: number, { of }: { readonly of: string }): Tensor {
  return apply(checkedIndexOp, [isInteger(index.dtype) ? index : cast(index, 'i32')], { extent, of });
}
