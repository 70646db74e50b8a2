import { elements, optionsOf, unreachable, type DType } from '../base/index.js';
import { apply, type Op, type Tensor } from '../graph/index.js';
import { tensorOf, type Operand } from './families/operand.js';
import { single } from './families/single.js';

export interface ConstantAttrs {
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** Row-major. */
  readonly data: readonly number[];
}

/** Values that are known when the graph is made: one of a scalar, or a table. */
export const constantOp: Op<ConstantAttrs> = single<[], ConstantAttrs>({
  name: 'constant',
  operands: [],
  type: (_, { dtype, shape, data }) =>
    data.length === elements(shape) ? { dtype, shape } : unreachable('a constant has as many values as its shape'),
  batch: () => unreachable('a leaf has no batched operand'),
  reference: (_, { dtype, shape, data }) => ({ dtype, shape, data: Float64Array.from(data) }),
  samples: [
    { shapes: [], attrs: { dtype: 'f32', shape: [], data: [1.5] } },
    { shapes: [], attrs: { dtype: 'i32', shape: [2, 3], data: [1, 2, 3, -4, 5, 6] } },
    { shapes: [], attrs: { dtype: 'bool', shape: [2], data: [0, 1] } },
    { shapes: [], attrs: { dtype: 'f32', shape: [0, 2], data: [] } },
  ],
});

/** A number, a boolean or a nested array as a tensor: of its natural dtype (f32, bool) unless one is given. */
export function constant(value: Exclude<Operand, Tensor>, options: { readonly dtype?: DType } = {}): Tensor {
  const { dtype } = optionsOf('constant', options, { dtype: undefined });
  return tensorOf(value, 'constant', dtype);
}

/** One value of a dtype, as rules need it. */
export function scalar(value: number, dtype: DType = 'f32'): Tensor {
  return apply(constantOp, [], { dtype, shape: [], data: [value] });
}
