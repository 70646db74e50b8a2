import { badAttribute, subtractExtents, without } from '../base/index.js';
import { e } from '../expr/index.js';
import { apply, type Op } from '../graph/index.js';
import { besideBatch } from './families/batching.js';
import { requireDtypes } from './families/elementwise.js';
import { fold } from './families/ndarray.js';
import { placed, requireAxes } from './families/reduction.js';
import { single } from './families/single.js';

export interface ArgMaxAttrs {
  /** The axis that disappears. */
  readonly axis: number;
}

/** Where along an axis the greatest element is, as i32: the first of equals; NaN counts as the greatest. An empty axis has none. */
export const argMaxOp: Op<ArgMaxAttrs> = single<['x'], ArgMaxAttrs>({
  name: 'argMax',
  called: 'argmax',
  operands: ['x'],
  type: ([x], { axis }) => {
    requireDtypes('argMax', [x], ['f32', 'i32', 'u32', 'bool']);
    requireAxes('argMax', [axis], x.shape);
    if (x.shape[axis] === 0) throw badAttribute('argMax', 'the extent to search', '0', 'at least 1');
    return { dtype: 'i32', shape: without(x.shape, axis) };
  },
  extents: ([x], { axis }) => [subtractExtents(x.shape[axis]!, 1)],
  batch: ([{ x, axis }], { axis: own }) => {
    const batch = axis ?? 0;
    const moved = besideBatch(own, batch);
    return { x: apply(argMaxOp, [x], { axis: moved }), axis: moved < batch ? batch - 1 : batch };
  },
  lower:
    ([x], [{ shape }], { axis }) =>
    (index) =>
      e.reduce('argMax', [shape[axis]!], ([k]) => [x(placed(shape, [axis], [k!], index)), k!], 1),
  reference: ([x], { axis }) =>
    fold(
      x,
      [axis],
      (values) => {
        const nan = values.findIndex(Number.isNaN);
        return nan >= 0 ? nan : values.indexOf(Math.max(...values));
      },
      'i32',
    ),
  samples: [
    { shapes: [[3, 4]], attrs: { axis: 0 } },
    { shapes: [[2, 3, 4]], attrs: { axis: 1 } },
    { shapes: [[5]], attrs: { axis: 0 }, dtypes: ['i32'] },
    { shapes: [[5]], attrs: { axis: 0 }, dtypes: ['bool'] },
    { shapes: [[2, 1]], attrs: { axis: 1 } },
  ],
});
