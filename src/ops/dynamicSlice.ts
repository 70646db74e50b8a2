import type { Extent, Shape } from '../base/index.js';
import { apply, type Op, type Sample } from '../graph/index.js';
import { zerosLike } from './composed/filling.js';
import { dynamicUpdateSliceOp } from './dynamicUpdateSlice.js';
import { element, tabulate } from './families/ndarray.js';
import {
  batchStarts,
  placeAt,
  placeIn,
  requireStarts,
  roomsOf,
  startRanges,
  type StartAttrs,
} from './families/starting.js';

export interface DynamicSliceAttrs extends StartAttrs {
  /** The extents of the part along `axes`. */
  readonly sizes: readonly Extent[];
}

/** The part of x that starts at computed places along some axes; moved inside if it sticks out. */
export const dynamicSliceOp: Op<DynamicSliceAttrs> = {
  name: 'dynamicSlice',
  operands: ['x', 'start'],
  type: ([x, ...starts], attrs) => {
    const shape = partOf(x!.shape, attrs);
    requireStarts('dynamicSlice', x!, shape, starts, attrs);
    return [{ dtype: x!.dtype, shape }];
  },
  extents: ([x], attrs) => roomsOf(x!.shape, partOf(x!.shape, attrs), attrs),
  ranges: ([x, ...starts], attrs) => startRanges(x!, partOf(x!.shape, attrs), starts, attrs),
  vjp: ({ inputs: [x, ...starts], attrs: { axes, batch }, dys: [dy] }) => [
    dy ? apply(dynamicUpdateSliceOp, [zerosLike(x!), dy, ...starts], { axes, batch }) : null,
    ...starts.map(() => null),
  ],
  batch: ([x, ...starts], attrs) => {
    const { xs, attrs: own, axis } = batchStarts([x!], starts, attrs);
    return [{ x: apply(dynamicSliceOp, xs, own), axis }];
  },
  lower: ([x, ...starts], [type], attrs) => [
    (index) => x!(placeIn(index, starts, [type!, partOf(type!.shape, attrs)], attrs)),
  ],
  reference: ([x, ...starts], attrs, at) => {
    const part = partOf(x!.shape, attrs).map(at);
    return [tabulate(x!.dtype, part, (index) => element(x!, placeAt(index, starts, [x!.shape, part], attrs)))];
  },
  samples: [
    sample([5], [[0]], [3]),
    sample([3, 4], [[1]], [2]),
    sample([3, 4], [[1], [0]], [1, 2]),
    sample([2, 3, 4], [[2]], [3], 1),
    sample([2, 3, 4], [[2], [1]], [2, 3], 1),
    sample([3, 2], [], []),
    sample([4], [[0]], [0]),
    {
      ...sample([4], [[0]], [2]),
      dtypes: ['bool', 'u32'],
      domain: [
        [0, 1],
        [0, 5],
      ],
    },
  ],
};

const partOf = (shape: Shape, { axes, sizes }: DynamicSliceAttrs): Shape =>
  shape.map((extent, axis) => (axes.includes(axis) ? sizes[axes.indexOf(axis)]! : extent));

function sample(
  x: readonly number[],
  axes: readonly (readonly [number])[],
  sizes: readonly number[],
  batch = 0,
): Sample<DynamicSliceAttrs> {
  return {
    shapes: [x, ...axes.map(() => x.slice(0, batch))],
    attrs: { axes: axes.flat(), sizes, batch },
    domain: [[-2, 2], ...axes.map(([axis]) => [-1, x[axis]!] as const)],
    dtypes: ['f32', ...axes.map(() => 'i32' as const)],
  };
}
