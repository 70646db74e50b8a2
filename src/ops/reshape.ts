import {
  badAttribute,
  elements,
  extentOf,
  insert,
  isExtent,
  polynomialQuotient,
  polynomialText,
  samePolynomial,
  sameShape,
  shapeMismatch,
  shapeText,
  sizeOf,
  type Extent,
  type Shape,
} from '../base/index.js';
import { apply, type Op, type Tensor } from '../graph/index.js';
import { moveAxis } from './families/batching.js';
import { fail, named, tensorOf, type Operand } from './families/operand.js';
import { regrouped } from './families/regrouping.js';
import { single } from './families/single.js';

export interface ReshapeAttrs {
  readonly shape: Shape;
}

/** The same elements, in row-major order, under another shape of the same size for every N. */
export const reshapeOp: Op<ReshapeAttrs> = single<['x'], ReshapeAttrs>({
  name: 'reshape',
  operands: ['x'],
  type: ([x], { shape }) => {
    const [from, to] = [sizeOf(x.shape), sizeOf(shape)];
    if (samePolynomial(from, to)) return { dtype: x.dtype, shape };
    const why = `${polynomialText(from)} elements do not fill ${shapeText(shape)}, which has ${polynomialText(to)}`;
    throw shapeMismatch('reshape', [named(x)], why);
  },
  vjp: ({ inputs: [x], dy }) => [apply(reshapeOp, [dy], { shape: x.shape })],
  batch: ([{ x, axis }], { shape }) => {
    const first = moveAxis(x, axis ?? 0, 0);
    return { x: apply(reshapeOp, [first], { shape: insert(shape, 0, first.shape[0]!) }), axis: 0 };
  },
  lower:
    ([x], [type], { shape }) =>
    (index) =>
      x(regrouped(type.shape, shape, index)),
  reference: ([x], { shape }, at) => {
    const to = shape.map(at);
    return { dtype: x.dtype, shape: to, data: x.data.slice(0, elements(to)) };
  },
  samples: [
    { shapes: [[6]], attrs: { shape: [2, 3] } },
    { shapes: [[2, 3, 4]], attrs: { shape: [6, 4] } },
    { shapes: [[4, 6]], attrs: { shape: [2, 2, 3, 2] } },
    { shapes: [[4, 6, 5]], attrs: { shape: [3, 8, 5] } },
    { shapes: [[1]], attrs: { shape: [] } },
    { shapes: [[3]], attrs: { shape: [1, 3, 1] } },
    { shapes: [[0, 3]], attrs: { shape: [2, 0] } },
    { shapes: [[2, 3]], attrs: { shape: [3, 2] }, dtypes: ['u32'] },
  ],
});

/** x under another shape of the same size; one extent may be -1: what is left over. `[-1, 784]` and `['N', 2]` serve as well. */
export function reshape(x: Operand, shape: readonly Extent[]): Tensor {
  const tensor = tensorOf(x, 'reshape');
  const wrong = shape.find((extent) =>
    typeof extent === 'number' ? !(Number.isInteger(extent) && extent >= -1) : !isExtent(extent),
  );
  if (wrong !== undefined)
    fail(badAttribute('reshape', 'an extent', String(wrong), "an integer, -1 or a multiple of 'N'"));
  const full = filled(tensor, shape);
  return sameShape(tensor.shape, full) ? tensor : apply(reshapeOp, [tensor], { shape: full });
}

function filled(x: Tensor, shape: Shape): Shape {
  const holes = shape.filter((extent) => extent === -1).length;
  if (holes === 0) return shape;
  if (holes > 1) return fail(badAttribute('reshape', 'the shape', shapeText(shape), 'at most one -1'));
  const rest = shape.filter((extent) => extent !== -1);
  const quotient = polynomialQuotient(sizeOf(x.shape), sizeOf(rest));
  const extent = quotient && extentOfSize(quotient);
  if (extent === null)
    return fail(shapeMismatch('reshape', [named(x)], `no extent at -1 makes ${shapeText(shape)} of it`));
  return shape.map((own) => (own === -1 ? extent : own));
}

function extentOfSize(size: readonly number[]): Extent | null {
  const [plus = 0, n = 0] = size;
  if (size.length > 2) return null;
  return extentOf({ n, plus });
}
