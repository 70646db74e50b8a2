import { neverAbove, subtractExtents, unreachable, type DType, type NdArray } from '../base/index.js';
import { applyNode, type Op, type Sample, type Tensor } from '../graph/index.js';
import { moveAxis } from './families/batching.js';
import { requireDtypes } from './families/elementwise.js';
import { hasTie } from './families/extremes.js';
import { element, tabulate } from './families/ndarray.js';
import { slice } from './slice.js';
import { putBack, sortOp, type SortAttrs } from './sort.js';

export interface TopKAttrs {
  /** At least 1. */
  readonly k: number;
}

/**
 * The k greatest elements along the last axis, the greatest first, and the places (i32) that they come from: the first ones of the
 * whole axis in order, where NaN counts as greatest and of equals the first goes first.
 */
export const topKOp: Op<TopKAttrs> = {
  name: 'topK',
  operands: ['x'],
  type: ([x], { k }) => {
    requireDtypes('topK', [x!], ['f32', 'i32', 'u32']);
    const length = x!.shape.at(-1);
    if (k < 1 || length === undefined || !neverAbove(k, length)) unreachable('topK takes some of those that there are');
    const shape = [...x!.shape.slice(0, -1), k];
    return [
      { dtype: x!.dtype, shape },
      { dtype: 'i32', shape },
    ];
  },
  extents: ([x], { k }) => [subtractExtents(x!.shape.at(-1)!, k)],
  // As `sort`: what arrives at a place goes back to where it came from.
  vjp: ({ inputs: [x], ys: [, places], dys: [dy] }) => [dy ? putBack(x!, places!, dy) : null],
  batch: ([input], attrs) => {
    const { results } = applyNode(topKOp, [moveAxis(input!.x, input!.axis ?? 0, 0)], attrs);
    return results.map((x) => ({ x, axis: 0 }));
  },
  expand: ({ inputs: [x], attrs }) => (isSelected(x!, attrs as TopKAttrs) ? null : sortedFirst(x!, attrs as TopKAttrs)),
  lower: (_, __, { k }) => ({ form: 'routine', routine: 'topK', k, needs: [] }),
  reference: ([x], { k }, at) => {
    const shape = [...x!.shape.slice(0, -1), k];
    const all = sortOp.reference([x!], { order: 'fallingFromNaN' }, at);
    return all.map((one) => tabulate(one.dtype, shape, (index) => element(one, index)));
  },
  samples: [
    sample([5], 1),
    sample([2, 17], 2),
    sample([3, 4], 3),
    sample([0, 3], 1),
    sample([33], 4, 'i32'),
    sample([2, 9], 1, 'u32'),
  ],
};

/** How many times as long an axis is, for its elements to be selected: a sort moves all of them as often as their number has digits. */
const muchLonger = 8;

const isSelected = (x: Tensor, { k }: TopKAttrs): boolean => k === 1 || neverAbove(muchLonger * k, x.shape.at(-1)!);

/** The first ones of all in order. */
function sortedFirst(x: Tensor, { k }: TopKAttrs): readonly Tensor[] {
  const ends = [...x.shape.slice(0, -1), k];
  const { results } = applyNode<SortAttrs>(sortOp, [x], { order: 'fallingFromNaN' });
  return results.map((all) => slice(all, [], ends));
}

function sample(shape: readonly number[], k: number, dtype: DType = 'f32'): Sample<TopKAttrs> {
  const avoid = (values: readonly NdArray[]): boolean => hasTie(values, { axes: [shape.length - 1] });
  return { shapes: [shape], attrs: { k }, dtypes: [dtype], ...(dtype === 'f32' && { avoid }) };
}
