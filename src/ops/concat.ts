import {
  addExtents,
  badAttribute,
  elements,
  optionsOf,
  range,
  sameShape,
  shapeMismatch,
  stridesOf,
  without,
  type Extent,
  type Type,
} from '../base/index.js';
import { e, type Expr } from '../expr/index.js';
import { apply, type Op, type Tensor } from '../graph/index.js';
import { axisOf } from './families/axes.js';
import { alignBatch, besideBatch } from './families/batching.js';
import { requireDtypes } from './families/elementwise.js';
import { fail, named, sameDtype, type Operand } from './families/operand.js';
import { copyStrided } from './families/strided.js';
import { sliceOp } from './slice.js';

export interface ConcatAttrs {
  readonly axis: number;
}

/** Operands one behind the other along an axis. */
export const concatOp: Op<ConcatAttrs> = {
  name: 'concat',
  operands: ['x'],
  type: (inputs, { axis }) => {
    const [first] = inputs;
    if (!first) throw badAttribute('concat', 'the number of operands', '0', 'at least 1');
    requireDtypes('concat', inputs, ['f32', 'i32', 'u32', 'bool']);
    const fits = (x: Tensor): boolean =>
      x.shape.length === first.shape.length && sameShape(without(x.shape, axis), without(first.shape, axis));
    if (!(axis < first.shape.length) || !inputs.every(fits)) {
      throw shapeMismatch('concat', inputs.map(named), `all axes but ${axis} must be equal`);
    }
    const total = starts(inputs, axis).at(-1)!;
    return [{ dtype: first.dtype, shape: first.shape.map((extent, k) => (k === axis ? total : extent)) }];
  },
  vjp: ({ inputs, attrs: { axis }, dys: [dy] }) => {
    const at = starts(inputs, axis);
    return inputs.map((_, k) => (dy ? part(dy, axis, at[k]!, at[k + 1]!) : null));
  },
  batch: (inputs, { axis }) => {
    const { xs, axis: batch } = alignBatch(inputs);
    return [{ x: apply(concatOp, xs, { axis: besideBatch(axis, batch) }), axis: batch }];
  },
  lower: (reads, types, { axis }) => {
    const at = starts(types, axis);
    const from = (index: readonly Expr[], k: number): Expr => {
      const shifted = index.map((i, own) => (own === axis ? e.sub(i, e.extent(at[k]!)) : i));
      const value = reads[k]!(shifted);
      return k === reads.length - 1
        ? value
        : e.select(e.less(index[axis]!, e.extent(at[k + 1]!)), value, from(index, k + 1));
    };
    return [(index) => from(index, 0)];
  },
  reference: (inputs, { axis }) => {
    const [first] = inputs;
    const total = inputs.reduce((sum, x) => sum + x.shape[axis]!, 0);
    const shape = first!.shape.map((extent, k) => (k === axis ? total : extent));
    const data = new Float64Array(elements(shape));
    const steps = stridesOf(shape);
    let offset = 0;
    for (const x of inputs) {
      copyStrided(x.shape, { data: x.data, offset: 0, steps: stridesOf(x.shape) }, { data, offset, steps });
      offset += x.shape[axis]! * steps[axis]!;
    }
    return [{ dtype: first!.dtype, shape, data }];
  },
  samples: [
    { shapes: [[2], [3]], attrs: { axis: 0 } },
    {
      shapes: [
        [2, 3],
        [2, 1],
        [2, 2],
      ],
      attrs: { axis: 1 },
    },
    {
      shapes: [
        [2, 3],
        [0, 3],
        [1, 3],
      ],
      attrs: { axis: 0 },
    },
    { shapes: [[2, 2]], attrs: { axis: 0 } },
    { shapes: [[2], [1]], attrs: { axis: 0 }, dtypes: ['bool', 'bool'] },
  ],
};

/** The tensors one behind the other along an axis; all other axes are equal. */
export function concat(xs: readonly Operand[], options: { readonly axis?: number } = {}): Tensor {
  const { axis } = optionsOf('concat', options, { axis: 0 });
  const tensors = sameDtype('concat', xs);
  const rank = tensors[0]?.shape.length ?? fail(badAttribute('concat', 'the number of operands', '0', 'at least 1'));
  return tensors.length === 1 ? tensors[0]! : apply(concatOp, tensors, { axis: axisOf('concat', axis, rank) });
}

/** Where each operand starts along the axis, and where the last one ends. */
function starts(types: readonly Type[], axis: number): Extent[] {
  const result: Extent[] = [0];
  types.forEach(({ shape }, k) => result.push(addExtents(result[k]!, shape[axis] ?? 0)));
  return result;
}

function part(x: Tensor, axis: number, start: Extent, end: Extent): Tensor {
  const of = (at: Extent, others: (extent: Extent) => Extent): Extent[] =>
    range(x.shape.length).map((k) => (k === axis ? at : others(x.shape[k]!)));
  return apply(sliceOp, [x], {
    starts: of(start, () => 0),
    ends: of(end, (extent) => extent),
    strides: x.shape.map(() => 1),
  });
}
