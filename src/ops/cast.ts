import { dtypes, type DType } from '../base/index.js';
import { e } from '../expr/index.js';
import { apply, type Op, type Tensor } from '../graph/index.js';
import { tensorOf, type Operand } from './families/operand.js';
import { single } from './families/single.js';

export interface CastAttrs {
  readonly dtype: DType;
}

/**
 * The same values in another dtype. f32 becomes an integer towards zero, saturated at its ends, NaN 0; integers become each
 * other as two's complement, as in NumPy and JAX; bool is "not zero".
 * No derivative flows through integers.
 */
export const castOp: Op<CastAttrs> = single<['x'], CastAttrs>({
  name: 'cast',
  operands: ['x'],
  type: ([{ shape }], { dtype }) => ({ dtype, shape }),
  vjp: ({ inputs: [x], y, dy }) => [x.dtype === 'f32' && y.dtype === 'f32' ? dy : null],
  batch: ([{ x, axis }], attrs) => ({ x: apply(castOp, [x], attrs), axis }),
  lower:
    ([x], _, { dtype }) =>
    (index) =>
      e.cast(x(index), dtype),
  reference: ([x], { dtype }) => ({
    dtype,
    shape: x.shape,
    data: x.data.map((value) => converted(value, x.dtype, dtype)),
  }),
  samples: [
    { shapes: [[3, 4]], attrs: { dtype: 'i32' } },
    { shapes: [[3, 4]], attrs: { dtype: 'f32' } },
    { shapes: [[]], attrs: { dtype: 'u32' } },
    { shapes: [[5]], attrs: { dtype: 'bool' } },
    { shapes: [[5]], attrs: { dtype: 'f32' }, dtypes: ['bool'] },
    { shapes: [[5]], attrs: { dtype: 'f32' }, dtypes: ['i32'] },
    { shapes: [[5]], attrs: { dtype: 'u32' }, dtypes: ['i32'] },
  ],
});

/** x as another dtype; x itself if it has it. */
export function cast(x: Operand, dtype: DType): Tensor {
  const tensor = tensorOf(x, 'cast');
  return tensor.dtype === dtype ? tensor : apply(castOp, [tensor], { dtype });
}

function converted(value: number, from: DType, dtype: DType): number {
  if (dtype === 'f32') return value;
  if (dtype === 'bool') return value === 0 ? 0 : 1;
  if (from !== 'f32') return dtypes[dtype].wrap(value);
  if (Number.isNaN(value)) return 0;
  const [low, high] = dtype === 'i32' ? [-(2 ** 31), 2 ** 31 - 1] : [0, 2 ** 32 - 1];
  return Math.trunc(Math.max(low, Math.min(high, value)));
}
