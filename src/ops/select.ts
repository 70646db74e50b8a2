import { dtypeMismatch } from '../base/index.js';
import { e } from '../expr/index.js';
import { apply, type Op, type Tensor } from '../graph/index.js';
import { alignBatch } from './families/batching.js';
import { broadcastTogether } from './families/broadcasting.js';
import { requireDtypes, requireOneShape } from './families/elementwise.js';
import { fail, named, sameDtype, tensorOf, type Operand } from './families/operand.js';
import { single, type NoAttrs } from './families/single.js';

/**
 * Where `when` holds, a; elsewhere b. Only the element taken counts: its neighbour may be NaN, and the derivative of what
 * is not taken is exactly 0.
 */
export const selectOp: Op<NoAttrs> = single<['when', 'a', 'b'], NoAttrs>({
  name: 'select',
  called: 'where',
  operands: ['when', 'a', 'b'],
  type: ([when, a, b]) => {
    if (when.dtype !== 'bool') throw dtypeMismatch('select', `${when.dtype} as its condition`, 'bool');
    requireDtypes('select', [a, b], ['f32', 'i32', 'u32', 'bool']);
    requireOneShape('select', [when, a, b]);
    return { dtype: a.dtype, shape: a.shape };
  },
  // Masked, never multiplied by 0: 0 times infinity is no 0.
  vjp: ({ inputs: [when], dy }) => [null, select(when, dy, 0), select(when, 0, dy)],
  batch: (inputs) => {
    const { xs, axis } = alignBatch(inputs);
    return { x: apply(selectOp, xs, {}), axis };
  },
  lower:
    ([when, a, b]) =>
    (index) =>
      e.select(when(index), a(index), b(index)),
  reference: ([when, a, b]) => ({ ...a, data: a.data.map((value, at) => (when.data[at] ? value : b.data[at]!)) }),
  samples: [
    ...[[], [1], [3, 4], [0]].map((shape) => ({
      shapes: [shape, shape, shape],
      attrs: {},
      dtypes: ['bool', 'f32', 'f32'] as const,
    })),
    { shapes: [[5], [5], [5]], attrs: {}, dtypes: ['bool', 'i32', 'i32'] },
    { shapes: [[5], [5], [5]], attrs: {}, dtypes: ['bool', 'bool', 'bool'] },
  ],
});

/** As `where(when, a, b)`; operands broadcast. Errors call it `op`. */
export function select(when: Operand, a: Operand, b: Operand, op = 'select'): Tensor {
  const branches = sameDtype(op, [a, b]);
  const condition = tensorOf(when, op, 'bool');
  if (condition.dtype !== 'bool') {
    const found = `${named(condition).name} ${condition.dtype} as its condition`;
    fail(dtypeMismatch(op, found, 'bool', 'Compare it: notEqual(x, 0).'));
  }
  return apply(selectOp, broadcastTogether(op, [condition, ...branches]), {});
}
