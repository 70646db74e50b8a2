import { affine, badAttribute, dtypeMismatch, type Extent, type NdArray } from '../base/index.js';
import { e, type Expr } from '../expr/index.js';
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
  // By halving: a step goes as far as all elements that it passes stand before the value.
  lower:
    ([sorted, values], [{ shape }], { side }) =>
    (index) => {
      const lead = shape.length - 1;
      const length = shape[lead]!;
      const value = values(index);
      if (length === 0) return e.int(0);
      return stepsIn(length).reduce<Expr>((at, step) => {
        const next = e.add(at, e.int(step));
        const passed = sorted([...index.slice(0, lead), e.clamp(e.sub(next, e.int(1)), length)]);
        const goes = e.and(e.lessEqual(next, e.extent(length)), standsBefore(passed, value, side));
        return e.select(goes, next, at);
      }, e.int(0));
    },
  reference: ([sorted, values], { side }) => {
    const lead = sorted.shape.length - 1;
    return tabulate('i32', values.shape, (index) => {
      const value = element(values, index);
      const length = sorted.shape[lead]!;
      let at = 0;
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

/** Powers of two that together reach the end of an axis; of one that grows with N, the end of any memory. */
function stepsIn(length: Extent): number[] {
  const { n, plus } = affine(length);
  const most = n === 0 ? Math.floor(Math.log2(plus)) : 29;
  return Array.from({ length: most + 1 }, (_, k) => 2 ** (most - k));
}

function standsBefore(x: Expr, value: Expr, side: SearchSortedAttrs['side']): Expr {
  if (x.dtype !== 'f32') return side === 'left' ? e.less(x, value) : e.lessEqual(x, value);
  // Written with what NaN makes false.
  if (side === 'right') return e.or(e.lessEqual(x, value), e.isNaN(value));
  return e.and(e.equal(x, x), e.not(e.lessEqual(value, x)));
}

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
