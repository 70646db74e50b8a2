import { unreachable, type DType, type Extent } from '../base/index.js';
import { e } from '../expr/index.js';
import { apply, type Op, type Tensor } from '../graph/index.js';
import { mul } from './mul.js';
import { scalar } from './constant.js';
import { single } from './families/single.js';

export interface ExtentAttrs {
  readonly extent: Extent;
  readonly dtype: DType;
}

/** How long an axis is, as a scalar: what depends on N is known only when a program runs. */
export const extentOp: Op<ExtentAttrs> = single<[], ExtentAttrs>({
  name: 'extent',
  operands: [],
  type: (_, { dtype }) => ({ dtype, shape: [] }),
  batch: () => unreachable('a leaf has no batched operand'),
  lower:
    (_, __, { extent, dtype }) =>
    () =>
      e.cast(e.extent(extent), dtype),
  reference: (_, { extent, dtype }, at) => ({ dtype, shape: [], data: Float64Array.of(at(extent)) }),
  samples: [
    { shapes: [], attrs: { extent: 'N', dtype: 'f32' } },
    { shapes: [], attrs: { extent: '2N+1', dtype: 'i32' } },
    { shapes: [], attrs: { extent: 3, dtype: 'f32' } },
  ],
});

/** How many elements a shape has, as a scalar: a constant unless it depends on N. */
export function countElements(shape: readonly Extent[], dtype: DType = 'f32'): Tensor {
  const known = shape.filter((extent) => typeof extent === 'number').reduce((product, extent) => product * extent, 1);
  const open = shape.filter((extent) => typeof extent !== 'number');
  const factors = open.map((extent) => apply(extentOp, [], { extent, dtype }));
  const [first, ...rest] = known === 1 && factors.length > 0 ? factors : [scalar(known, dtype), ...factors];
  return rest.reduce((product, factor) => mul(product, factor), first!);
}
