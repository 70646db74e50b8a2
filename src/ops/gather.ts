import { badAttribute, optionsOf } from '../base/index.js';
import { apply, type Batched, type Op, type Tensor } from '../graph/index.js';
import { zerosLike } from './composed/filling.js';
import { axisOf } from './families/axes.js';
import { moveAxis } from './families/batching.js';
import {
  choosing,
  indexRange,
  placeWithin,
  requireChoice,
  requireIndices,
  requireSameLead,
} from './families/indexing.js';
import { element, tabulate } from './families/ndarray.js';
import { fail, tensorOf, type Operand } from './families/operand.js';
import { single } from './families/single.js';
import { scatterAddOp } from './scatterAdd.js';

export interface GatherAttrs {
  /** The axis of x that the indices choose from. */
  readonly axis: number;
  /** How many first axes x and the indices have in common; at most `axis`. */
  readonly batch: number;
}

/**
 * Slices of x along an axis, chosen by integers: x[:axis], then the indices' own axes, then x[axis + 1:]. An index outside
 * the axis is clamped into it.
 */
export const gatherOp: Op<GatherAttrs> = single<['x', 'indices'], GatherAttrs>({
  name: 'gather',
  operands: ['x', 'indices'],
  type: ([x, indices], { axis, batch }) => {
    requireIndices('gather', indices);
    requireSameLead('gather', x, indices, batch);
    requireChoice('gather', x, { axis, batch });
    return {
      dtype: x.dtype,
      shape: [...x.shape.slice(0, axis), ...indices.shape.slice(batch), ...x.shape.slice(axis + 1)],
    };
  },
  extents: ([x, indices], { axis }) => choosing(x.shape[axis]!, indices.shape),
  ranges: ([x, indices], { axis }) => [indexRange(indices, x, axis)],
  vjp: ({ inputs: [x, indices], attrs: { axis, batch }, dy }) => [
    apply(scatterAddOp, [zerosLike(x), indices, dy], { axis, batch }),
    null,
  ],
  batch: ([x, indices], attrs) => batched(x, indices, attrs),
  lower:
    ([x, indices], [type, { shape }], { axis, batch }) =>
    (index) => {
      const own = shape.length - batch;
      const chosen = indices([...index.slice(0, batch), ...index.slice(axis, axis + own)]);
      const at = placeWithin(chosen, type.shape[axis]!);
      return x([...index.slice(0, axis), at, ...index.slice(axis + own)]);
    },
  reference: ([x, indices], { axis, batch }) => {
    const own = indices.shape.length - batch;
    const shape = [...x.shape.slice(0, axis), ...indices.shape.slice(batch), ...x.shape.slice(axis + 1)];
    const last = (x.shape[axis] ?? 1) - 1;
    return tabulate(x.dtype, shape, (index) => {
      const chosen = element(indices, [...index.slice(0, batch), ...index.slice(axis, axis + own)]);
      return element(x, [...index.slice(0, axis), Math.min(Math.max(chosen, 0), last), ...index.slice(axis + own)]);
    });
  },
  samples: [
    { shapes: [[4], [3]], attrs: { axis: 0, batch: 0 }, ...between(-1, 5) },
    { shapes: [[4, 2], []], attrs: { axis: 0, batch: 0 }, ...between(0, 3) },
    {
      shapes: [
        [2, 5],
        [3, 2],
      ],
      attrs: { axis: 1, batch: 0 },
      ...between(0, 4),
    },
    {
      shapes: [
        [2, 5, 3],
        [2, 4],
      ],
      attrs: { axis: 1, batch: 1 },
      ...between(0, 4),
    },
    {
      shapes: [
        [2, 3, 5],
        [2, 2],
      ],
      attrs: { axis: 2, batch: 1 },
      ...between(0, 4),
    },
    { shapes: [[2, 5], [2]], attrs: { axis: 1, batch: 1 }, ...between(0, 4) },
    { shapes: [[1, 2], [0]], attrs: { axis: 0, batch: 0 }, ...between(0, 0) },
    {
      shapes: [[4], [3]],
      attrs: { axis: 0, batch: 0 },
      domain: [
        [-2, 2],
        [0, 5],
      ],
      dtypes: ['i32', 'u32'],
    },
  ],
});

/**
 * The slices of x at `indices` along an axis, as NumPy's `take`. Indices that are an input are checked before anything runs,
 * computed ones are clamped into the axis.
 */
export function gather(x: Operand, indices: Operand, options: { readonly axis?: number } = {}): Tensor {
  const { axis } = optionsOf('gather', options, { axis: 0 });
  const tensor = tensorOf(x, 'gather');
  if (tensor.shape.length === 0) fail(badAttribute('gather', 'x', 'a scalar', 'a tensor with an axis to choose from'));
  const attrs = { axis: axisOf('gather', axis, tensor.shape.length), batch: 0 };
  return apply(gatherOp, [tensor, tensorOf(indices, 'gather', 'i32')], attrs);
}

/** Batches of both become one more common axis; of one operand, an axis of its own. */
function batched(x: Batched, indices: Batched, { axis, batch }: GatherAttrs): Batched {
  if (x.axis !== null && indices.axis !== null) {
    const both = [moveAxis(x.x, x.axis, 0), moveAxis(indices.x, indices.axis, 0)];
    return { x: apply(gatherOp, both, { axis: axis + 1, batch: batch + 1 }), axis: 0 };
  }
  if (x.axis !== null) {
    const moved = moveAxis(x.x, x.axis, batch);
    return { x: apply(gatherOp, [moved, indices.x], { axis: axis + 1, batch }), axis: batch };
  }
  const moved = moveAxis(indices.x, indices.axis ?? 0, batch);
  return { x: apply(gatherOp, [x.x, moved], { axis, batch }), axis };
}

function between(low: number, high: number): { domain: [[number, number], [number, number]]; dtypes: ['f32', 'i32'] } {
  return {
    domain: [
      [-2, 2],
      [low, high],
    ],
    dtypes: ['f32', 'i32'],
  };
}
