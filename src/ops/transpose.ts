import { badAttribute, insert, range, stridesOf } from '../base/index.js';
import { apply, type Op, type Tensor } from '../graph/index.js';
import { axesOf } from './families/axes.js';
import { besideBatch } from './families/batching.js';
import { tensorOf, type Operand } from './families/operand.js';
import { single } from './families/single.js';
import { viewed } from './families/strided.js';

export interface TransposeAttrs {
  /** Axis k of the result is axis permutation[k] of the operand. */
  readonly permutation: readonly number[];
}

/** The axes in another order. */
export const transposeOp: Op<TransposeAttrs> = single<['x'], TransposeAttrs>({
  name: 'transpose',
  operands: ['x'],
  type: ([{ dtype, shape }], { permutation }) => {
    const sorted = [...permutation].sort((a, b) => a - b);
    if (sorted.length !== shape.length || sorted.some((axis, k) => axis !== k)) {
      throw badAttribute(
        'transpose',
        'the permutation',
        `[${permutation.join()}]`,
        `the axes 0 to ${shape.length - 1}, each once`,
      );
    }
    return { dtype, shape: permutation.map((axis) => shape[axis]!) };
  },
  vjp: ({ attrs: { permutation }, dy }) => [apply(transposeOp, [dy], { permutation: inverse(permutation) })],
  batch: ([{ x, axis }], { permutation }) => {
    const batch = axis ?? 0;
    const moved = permutation.map((own) => besideBatch(own, batch));
    return { x: apply(transposeOp, [x], { permutation: insert(moved, 0, batch) }), axis: 0 };
  },
  lower:
    ([x], _, { permutation }) =>
    (index) =>
      x(inverse(permutation).map((axis) => index[axis]!)),
  reference: ([x], { permutation }) => {
    const strides = stridesOf(x.shape);
    return viewed(
      x,
      permutation.map((axis) => x.shape[axis]!),
      permutation.map((axis) => strides[axis]!),
    );
  },
  samples: [
    { shapes: [[2, 3]], attrs: { permutation: [1, 0] } },
    { shapes: [[2, 3, 4]], attrs: { permutation: [2, 0, 1] } },
    { shapes: [[2, 1, 3, 2]], attrs: { permutation: [3, 1, 0, 2] } },
    { shapes: [[]], attrs: { permutation: [] } },
    { shapes: [[0, 3]], attrs: { permutation: [1, 0] } },
    { shapes: [[2, 3]], attrs: { permutation: [1, 0] }, dtypes: ['i32'] },
  ],
});

/** The axes in another order, reversed if none is given; axis k of the result is axis `permutation[k]` of x. */
export function transpose(x: Operand, permutation?: readonly number[]): Tensor {
  const tensor = tensorOf(x, 'transpose');
  const rank = tensor.shape.length;
  const wanted = permutation === undefined ? range(rank).reverse() : axesOf('transpose', permutation, rank);
  return wanted.every((axis, k) => axis === k) && wanted.length === rank
    ? tensor
    : apply(transposeOp, [tensor], { permutation: wanted });
}

function inverse(permutation: readonly number[]): number[] {
  return permutation.map((_, axis) => permutation.indexOf(axis));
}
