import { badAttribute, dtypes, elements, range, type DType, type NdArray } from '../base/index.js';
import { apply, applyNode, type Op, type Sample, type SortOrder, type Tensor } from '../graph/index.js';
import { broadcastTo } from './composed/reshaping.js';
import { moveAxis } from './families/batching.js';
import { requireDtypes } from './families/elementwise.js';
import { hasTie } from './families/extremes.js';
import { scatterAddOp } from './scatterAdd.js';

export interface SortAttrs {
  readonly order: SortOrder;
}

/**
 * The elements along the last axis in order, and the places (i32) that they come from. Equal elements keep their order; so
 * do NaNs, which stand last, or first where they count as greatest.
 */
export const sortOp: Op<SortAttrs> = {
  name: 'sort',
  operands: ['x'],
  type: ([x]) => {
    requireDtypes('sort', [x!], ['f32', 'i32', 'u32']);
    if (x!.shape.length === 0) throw badAttribute('sort', 'x', 'a scalar', 'a tensor with an axis to sort along');
    return [
      { dtype: x!.dtype, shape: x!.shape },
      { dtype: 'i32', shape: x!.shape },
    ];
  },
  // A permutation: what arrives at a place goes back to where it came from.
  vjp: ({ inputs: [x], ys: [, places], dys: [dy] }) => [dy ? putBack(x!, places!, dy) : null],
  batch: ([input], attrs) => {
    const { results } = applyNode(sortOp, [moveAxis(input!.x, input!.axis ?? 0, 0)], attrs);
    return results.map((x) => ({ x, axis: 0 }));
  },
  lower: (_, [x], { order }) => {
    const [length] = x!.shape.slice(-1);
    const row = (dtype: DType) => ({ dtype, shape: [length!] });
    return { form: 'routine', routine: 'sort', order, needs: [row(x!.dtype), row('i32')] };
  },
  reference: ([x], { order }) => sorted(x!, order),
  samples: [
    sample([5]),
    sample([3, 4], { order: 'falling' }),
    sample([2, 2, 9], { order: 'fallingFromNaN' }),
    sample([4, 1]),
    sample([0, 3]),
    sample([2, 0]),
    sample([17], { dtype: 'i32' }),
    sample([2, 6], { dtype: 'u32', order: 'falling' }),
  ],
};

/** The cotangent of x, from that of elements which come from these places along its last axis. */
export function putBack(x: Tensor, places: Tensor, dy: Tensor): Tensor {
  const zeros = broadcastTo(0, x.shape);
  const last = x.shape.length - 1;
  return x.shape.includes(0) ? zeros : apply(scatterAddOp, [zeros, places, dy], { axis: last, batch: last });
}

function sorted(x: NdArray, order: SortOrder): [NdArray, NdArray] {
  const length = x.shape.at(-1)!;
  const places = new Float64Array(x.data.length);
  for (const row of range(length === 0 ? 0 : elements(x.shape) / length)) {
    const values = x.data.subarray(row * length, (row + 1) * length);
    places.set(
      range(length).sort((a, b) => compare(values[a]!, values[b]!, order)),
      row * length,
    );
  }
  const data = places.map((place, k) => x.data[k - (k % length) + place]!);
  return [
    { dtype: x.dtype, shape: x.shape, data: data.map(dtypes[x.dtype].wrap) },
    { dtype: 'i32', shape: x.shape, data: places },
  ];
}

function compare(a: number, b: number, order: SortOrder): number {
  const nan = Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  if (nan !== 0) return order === 'fallingFromNaN' ? -nan : nan;
  if (a === b || Number.isNaN(a)) return 0;
  return a < b === (order === 'rising') ? -1 : 1;
}

function sample(
  shape: readonly number[],
  { order = 'rising', dtype = 'f32' }: Partial<SortAttrs> & { readonly dtype?: DType } = {},
): Sample<SortAttrs> {
  const avoid = (values: readonly NdArray[]): boolean => hasTie(values, { axes: [shape.length - 1] });
  return { shapes: [shape], attrs: { order }, dtypes: [dtype], ...(dtype === 'f32' && { avoid }) };
}
