import { badAttribute, range, withoutAll, type DType, type NdArray, type Shape } from '../../base/index.js';
import { e, type Expr, type Monoid } from '../../expr/index.js';
import { apply, type Op, type Sample, type Tensor } from '../../graph/index.js';
// First: what calls this while the files are still loading needs it.
import { single, type SingleBackward } from './single.js';
import { broadcastOp } from '../broadcast.js';
import { besideBatch } from './batching.js';
import { requireDtypes } from './elementwise.js';
import { fold } from './ndarray.js';

export interface ReduceAttrs {
  /** The axes that disappear. */
  readonly axes: readonly number[];
}

interface Rules {
  readonly name: string;
  /** The public function. */
  readonly called: string;
  readonly dtypes: readonly DType[];
  readonly monoid: Monoid;
  vjp?(node: SingleBackward<['x'], ReduceAttrs>): [Tensor | null];
  /** All the elements of one result. */
  reference(values: readonly number[], dtype: DType): number;
  readonly avoid?: (values: readonly NdArray[], attrs: ReduceAttrs) => boolean;
}

/** Ops that fold some axes into one value. Over an empty axis they give the identity. */
export function reduction(rules: Rules): Op<ReduceAttrs> {
  const { name, called, dtypes, monoid, vjp, avoid } = rules;
  const op: Op<ReduceAttrs> = single<['x'], ReduceAttrs>({
    name,
    called,
    operands: ['x'],
    type: ([x], { axes }) => {
      requireDtypes(called, [x], dtypes);
      requireAxes(called, axes, x.shape);
      return { dtype: x.dtype, shape: withoutAll(x.shape, axes) };
    },
    ...(vjp && { vjp }),
    batch: ([{ x, axis }], { axes }) => {
      const batch = axis ?? 0;
      const moved = axes.map((own) => besideBatch(own, batch));
      return { x: apply(op, [x], { axes: moved }), axis: batch - moved.filter((own) => own < batch).length };
    },
    lower:
      ([x], [{ shape }], { axes }) =>
      (index) =>
        e.reduce(
          monoid,
          axes.map((axis) => shape[axis]!),
          (bound) => [x(placed(shape, axes, bound, index))],
        ),
    reference: ([x], { axes }) => fold(x, axes, (values) => rules.reference(values, x.dtype)),
    samples: samplesOf(dtypes, avoid),
  });
  return op;
}

/** The value of each group at all of its elements: what a reduction forgot. */
export function spreadBack(y: Tensor, { shape }: Tensor, axes: readonly number[]): Tensor {
  return apply(broadcastOp, [y], { shape, axes: withoutAll(range(shape.length), axes) });
}

/** Throws unless the axes are axes of the shape, each once. */
export function requireAxes(op: string, axes: readonly number[], shape: Shape): void {
  const wrong = axes.some(
    (axis, k) => !Number.isInteger(axis) || axis < 0 || axis >= shape.length || axes.indexOf(axis) < k,
  );
  if (wrong) throw badAttribute(op, 'axes', `[${axes.join()}]`, `different axes of [${shape.join(', ')}]`);
}

/** The operand's index: bound axes at the places of those reduced, the result's index at the others. */
export function placed(shape: Shape, axes: readonly number[], bound: readonly Expr[], index: readonly Expr[]): Expr[] {
  let next = 0;
  return shape.map((_, k) => {
    const at = axes.indexOf(k);
    return at < 0 ? index[next++]! : bound[at]!;
  });
}

function samplesOf(dtypes: readonly DType[], avoid: Rules['avoid']): Sample<ReduceAttrs>[] {
  const sample = (shape: readonly number[], axes: readonly number[], dtype: DType = 'f32'): Sample<ReduceAttrs> => ({
    shapes: [shape],
    attrs: { axes },
    dtypes: [dtype],
    ...(avoid && dtype === 'f32' && { avoid }),
  });
  return [
    sample([3, 4], [0]),
    sample([3, 4], [1]),
    sample([2, 3, 4], [0, 2]),
    sample([2, 3], [1, 0]),
    sample([3, 1], [1]),
    sample([0, 3], [0]),
    sample([3, 0], [0]),
    sample([5], []),
    ...dtypes.filter((dtype) => dtype !== 'f32').map((dtype) => sample([2, 3], [1], dtype)),
  ];
}
