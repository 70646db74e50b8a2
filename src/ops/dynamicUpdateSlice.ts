import { shapeMismatch } from '../base/index.js';
import { apply, type Op, type Sample } from '../graph/index.js';
import { zerosLike } from './composed/filling.js';
import { dynamicSliceOp } from './dynamicSlice.js';
import { requireDtypes } from './families/elementwise.js';
import { element, indicesOf } from './families/ndarray.js';
import { named } from './families/operand.js';
import {
  batchStarts,
  placeAt,
  placeIn,
  requireStarts,
  roomsOf,
  startRanges,
  type StartAttrs,
} from './families/starting.js';

/**
 * x with `update` in the place of the part that starts at computed places along some axes; moved inside if it sticks out.
 * Over a state that it becomes the new value of, only the part is written.
 */
export const dynamicUpdateSliceOp: Op<StartAttrs> = {
  name: 'dynamicUpdateSlice',
  operands: ['x', 'update', 'start'],
  type: ([x, update, ...starts], attrs) => {
    requireDtypes('dynamicUpdateSlice', [x!, update!], ['f32', 'i32', 'u32', 'bool']);
    if (x!.shape.length !== update!.shape.length)
      throw shapeMismatch('dynamicUpdateSlice', [x!, update!].map(named), 'both need the same number of axes');
    requireStarts('dynamicUpdateSlice', x!, update!.shape, starts, attrs);
    return [{ dtype: x!.dtype, shape: x!.shape }];
  },
  extents: ([x, update], attrs) => roomsOf(x!.shape, update!.shape, attrs),
  ranges: ([x, update, ...starts], attrs) => startRanges(x!, update!.shape, starts, attrs),
  vjp: ({ inputs: [, update, ...starts], attrs, dys: [dy] }) => {
    const sizes = attrs.axes.map((axis) => update!.shape[axis]!);
    return [
      dy ? apply(dynamicUpdateSliceOp, [dy, zerosLike(update!), ...starts], attrs) : null,
      dy ? apply(dynamicSliceOp, [dy, ...starts], { ...attrs, sizes }) : null,
      ...starts.map(() => null),
    ];
  },
  batch: ([x, update, ...starts], attrs) => {
    const { xs, attrs: own, axis } = batchStarts([x!, update!], starts, attrs);
    return [{ x: apply(dynamicUpdateSliceOp, xs, own), axis }];
  },
  lower: ([x, update, ...starts], [type, part], attrs) => ({
    form: 'scatter',
    over: part!.shape,
    mode: 'set',
    base: x!,
    index: (point) => placeIn(point, starts, [type!, part!.shape], attrs),
    value: update!,
  }),
  reference: ([x, update, ...starts], attrs) => {
    const data = Float64Array.from(x!.data);
    for (const point of indicesOf(update!.shape)) {
      const place = placeAt(point, starts, [x!.shape, update!.shape], attrs);
      data[place.reduce((sum, i, k) => sum * x!.shape[k]! + i, 0)] = element(update!, point);
    }
    return [{ dtype: x!.dtype, shape: x!.shape, data }];
  },
  samples: [
    sample([5], [3], [0]),
    sample([3, 4], [3, 2], [1]),
    sample([3, 4], [2, 1], [1, 0]),
    sample([2, 3, 4], [2, 3, 3], [2], 1),
    sample([2, 3, 4], [2, 3, 2], [2, 1], 1),
    sample([3, 2], [3, 2], []),
    sample([4], [0], [0]),
    {
      ...sample([4], [2], [0]),
      dtypes: ['bool', 'bool', 'u32'],
      domain: [
        [0, 1],
        [0, 1],
        [0, 5],
      ],
    },
  ],
};

function sample(
  x: readonly number[],
  update: readonly number[],
  axes: readonly number[],
  batch = 0,
): Sample<StartAttrs> {
  return {
    shapes: [x, update, ...axes.map(() => x.slice(0, batch))],
    attrs: { axes, batch },
    domain: [[-2, 2], [-2, 2], ...axes.map((axis) => [-1, x[axis]!] as const)],
    dtypes: ['f32', 'f32', ...axes.map(() => 'i32' as const)],
  };
}
