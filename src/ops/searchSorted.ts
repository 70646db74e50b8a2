import { badAttribute, dtypeMismatch, type NdArray } from '../base/index.js';
import { apply, type Batched, type Op, type Sample } from '../graph/index.js';
import { alignBatch } from './families/batching.js';
import { requireDtypes } from './families/elementwise.js';
import { requireSameLead } from './families/indexing.js';
import { element, tabulate } from './families/ndarray.js';
import { single } from './families/single.js';

export interface SearchSortedAttrs {
  /** Before or behind elements that are equal. */
  readonly side: 'left' | 'right';
}

/**
 * Where in a sorted row each value would have to stand (i32): behind all elements that are less, or behind those that are equal
 * as well. The row is the last axis of `sorted`, whose others are the values' first; NaN is the greatest.
 */
export const searchSortedOp: Op<SearchSortedAttrs> = single<['sorted', 'values'], SearchSortedAttrs>({
  name: 'searchSorted',
  operands: ['sorted', 'values'],
  type: ([sorted, values]) => {
    requireDtypes('searchSorted', [sorted, values], ['f32', 'i32', 'u32']);
    if (sorted.dtype !== values.dtype)
      throw dtypeMismatch('searchSorted', `${sorted.dtype} and ${values.dtype}`, 'operands of one dtype');
    const lead = sorted.shape.length - 1;
    if (lead < 0) throw badAttribute('searchSorted', 'sorted', 'a scalar', 'a tensor with an axis to search');
    requireSameLead('searchSorted', sorted, values, lead);
    return { dtype: 'i32', shape: values.shape };
  },
  batch: ([sorted, values], attrs) => batched(sorted, values, attrs),
  lower: (_, __, { side }) => ({ form: 'routine', routine: 'searchSorted', side, needs: [] }),
  reference: ([sorted, values], { side }) => {
    const lead = sorted.shape.length - 1;
    return tabulate('i32', values.shape, (index) => {
      const value = element(values, index);
      const length = sorted.shape[lead]!;
      let at = 0;
      // By halving: a step goes as far as what it passes stands before the value.
      // What rows that are not sorted give is the same everywhere, too.
      for (let step = 2 ** Math.floor(Math.log2(Math.max(1, length))); step >= 1; step /= 2) {
        if (at + step > length) continue;
        if (isBefore(element(sorted, [...index.slice(0, lead), at + step - 1]), value, side)) at += step;
      }
      return at;
    });
  },
  samples: [
    sample([5], [4], 'left'),
    sample([7], [2, 3], 'right'),
    sample([1], [], 'left'),
    sample([2, 8], [2, 3], 'right'),
    sample([2, 3], [2], 'left'),
    sample([0], [2], 'right'),
    { ...sample([6], [5], 'left'), dtypes: ['i32', 'i32'] },
    { ...sample([6], [5], 'right'), dtypes: ['u32', 'u32'] },
  ],
});

/** Whether a value has to stand behind x. */
function isBefore(x: number, value: number, side: SearchSortedAttrs['side']): boolean {
  if (Number.isNaN(value)) return side === 'right' || !Number.isNaN(x);
  return x < value || (side === 'right' && x === value);
}

function batched(sorted: Batched, values: Batched, attrs: SearchSortedAttrs): Batched {
  if (sorted.axis === null && sorted.x.shape.length === 1)
    return { x: apply(searchSortedOp, [sorted.x, values.x], attrs), axis: values.axis };
  const { xs } = alignBatch([sorted, values], 0);
  return { x: apply(searchSortedOp, xs, attrs), axis: 0 };
}

function sample(
  sorted: readonly number[],
  values: readonly number[],
  side: SearchSortedAttrs['side'],
): Sample<SearchSortedAttrs> {
  return {
    shapes: [sorted, values],
    attrs: { side },
    within: ([row, given]) => [inOrder(row!), given!],
  };
}

function inOrder({ dtype, shape, data }: NdArray): NdArray {
  const length = shape.at(-1)!;
  const rows = Array.from({ length: length === 0 ? 0 : data.length / length }, (_, k) =>
    [...data.slice(k * length, (k + 1) * length)].sort((a, b) => a - b),
  );
  return { dtype, shape, data: Float64Array.from(rows.flat()) };
}
