import { optionsOf, unreachable, type DType, type Shape } from '../base/index.js';
import { e } from '../expr/index.js';
import { apply, type Op, type Tensor } from '../graph/index.js';
import { axisOf } from './families/axes.js';
import { requireAxes } from './families/reduction.js';
import { tabulate } from './families/ndarray.js';
import { single } from './families/single.js';

export interface IotaAttrs {
  readonly shape: Shape;
  readonly axis: number;
  readonly dtype: DType;
}

/** Each element is its own index along one axis. */
export const iotaOp: Op<IotaAttrs> = single<[], IotaAttrs>({
  name: 'iota',
  operands: [],
  type: (_, { shape, axis, dtype }) => {
    requireAxes('iota', [axis], shape);
    return { dtype, shape };
  },
  batch: () => unreachable('a leaf has no batched operand'),
  lower:
    (_, __, { axis, dtype }) =>
    (index) =>
      e.cast(index[axis]!, dtype),
  reference: (_, { shape, axis, dtype }, at) => tabulate(dtype, shape.map(at), (index) => index[axis] ?? 0),
  samples: [
    { shapes: [], attrs: { shape: [4], axis: 0, dtype: 'i32' } },
    { shapes: [], attrs: { shape: [2, 3], axis: 1, dtype: 'f32' } },
    { shapes: [], attrs: { shape: [2, 1, 3], axis: 0, dtype: 'u32' } },
    { shapes: [], attrs: { shape: [0], axis: 0, dtype: 'i32' } },
  ],
});

/** A tensor whose elements are their index along `axis`. */
export function iota(shape: Shape, options: { readonly axis?: number; readonly dtype?: DType } = {}): Tensor {
  const { axis, dtype } = optionsOf('iota', options, { axis: 0, dtype: 'i32' });
  return apply(iotaOp, [], { shape, axis: axisOf('iota', axis, shape.length), dtype });
}
