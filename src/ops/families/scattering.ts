import { dtypes as wraps, sameShape, shapeMismatch, type DType, type NdArray, type Shape } from '../../base/index.js';
import type { Scatter } from '../../graph/index.js';
import { apply, type Batched, type Op, type Sample, type Tensor } from '../../graph/index.js';
// First: what calls this while the files are still loading needs it.
import { single, type SingleBackward } from './single.js';
import { alignBatch } from './batching.js';
import { requireDtypes } from './elementwise.js';
import { choosing, indexRange, placeWithin, requireChoice, requireIndices, requireSameLead } from './indexing.js';
import { element, indicesOf } from './ndarray.js';
import { named } from './operand.js';

export interface ScatterAttrs {
  /** The axis of x that the indices choose from. */
  readonly axis: number;
  /** How many first axes x, the indices and the updates have in common; at most `axis`. */
  readonly batch: number;
}

type Operands = readonly ['x', 'indices', 'updates'];

interface Rules {
  readonly name: string;
  readonly mode: Scatter['mode'];
  readonly dtypes: readonly DType[];
  vjp(node: SingleBackward<Operands, ScatterAttrs>): [Tensor | null, null, Tensor | null];
  /** What one more update makes of an element. */
  combine(old: number, update: number): number;
  readonly avoid?: (values: readonly NdArray[], attrs: ScatterAttrs) => boolean;
}

/**
 * x, into which updates are combined at indices along an axis, one after the other in row-major order. The updates'
 * axes: those of x before `axis`, the indices' own, those of x after. An index outside the axis is clamped into it.
 */
export function scattering(rules: Rules): Op<ScatterAttrs> {
  const { name, mode, dtypes, vjp, avoid } = rules;
  const op: Op<ScatterAttrs> = single<Operands, ScatterAttrs>({
    name,
    operands: ['x', 'indices', 'updates'],
    type: (operands, attrs) => typeOf(name, dtypes, operands, attrs),
    extents: ([x, indices], { axis }) => choosing(x.shape[axis]!, indices.shape),
    ranges: ([x, indices], { axis }) => [indexRange(indices, x, axis)],
    vjp,
    batch: ([x, indices, updates], attrs) => batched(op, [x, indices, updates], attrs),
    lower: ([x, indices, updates], [type, chosen, given], { axis, batch }) => {
      const own = chosen.shape.length - batch;
      return {
        form: 'scatter',
        over: given.shape,
        mode,
        base: x,
        index: (point) => {
          const at = indices([...point.slice(0, batch), ...point.slice(axis, axis + own)]);
          return [...point.slice(0, axis), placeWithin(at, type.shape[axis]!), ...point.slice(axis + own)];
        },
        value: updates,
      };
    },
    reference: ([x, indices, updates], attrs) => {
      const data = Float64Array.from(x.data);
      const { wrap } = wraps[x.dtype];
      for (const { place, value } of storesOf([x, indices, updates], attrs)) {
        data[place] = wrap(rules.combine(data[place]!, value));
      }
      return { dtype: x.dtype, shape: x.shape, data };
    },
    samples: samplesOf(dtypes, avoid),
  });
  return op;
}

/** Where each update goes in x, in row-major order of the updates. */
export function storesOf(
  [x, indices, updates]: readonly [NdArray, NdArray, NdArray],
  { axis, batch }: ScatterAttrs,
): { readonly place: number; readonly value: number }[] {
  const own = indices.shape.length - batch;
  const last = (x.shape[axis] ?? 1) - 1;
  return indicesOf(updates.shape).map((point) => {
    const chosen = element(indices, [...point.slice(0, batch), ...point.slice(axis, axis + own)]);
    const index = [...point.slice(0, axis), Math.min(Math.max(chosen, 0), last), ...point.slice(axis + own)];
    return { place: index.reduce((sum, i, k) => sum * x.shape[k]! + i, 0), value: element(updates, point) };
  });
}

/** The shape of the updates that fit x and indices. */
export const updatesShape = (x: Shape, indices: Shape, { axis, batch }: ScatterAttrs): Shape => [
  ...x.slice(0, axis),
  ...indices.slice(batch),
  ...x.slice(axis + 1),
];

function typeOf(
  name: string,
  dtypes: readonly DType[],
  [x, indices, updates]: readonly [Tensor, Tensor, Tensor],
  attrs: ScatterAttrs,
): Pick<Tensor, 'dtype' | 'shape'> {
  requireIndices(name, indices);
  requireDtypes(name, [x, updates], dtypes);
  requireSameLead(name, x, indices, attrs.batch);
  requireChoice(name, x, attrs);
  const shape = updatesShape(x.shape, indices.shape, attrs);
  if (!sameShape(updates.shape, shape)) {
    throw shapeMismatch(
      name,
      [x, indices, updates].map(named),
      `the updates must have the shape [${shape.join(', ')}]`,
    );
  }
  return { dtype: x.dtype, shape: x.shape };
}

/** Indices that all batch elements share stay as they are; else the batch is one more common axis. */
function batched(
  op: Op<ScatterAttrs>,
  [x, indices, updates]: readonly [Batched, Batched, Batched],
  { axis, batch }: ScatterAttrs,
): Batched {
  if (indices.axis === null) {
    const [into, given] = alignBatch([x, updates], batch).xs as [Tensor, Tensor];
    return { x: apply(op, [into, indices.x, given], { axis: axis + 1, batch }), axis: batch };
  }
  const { xs } = alignBatch([x, indices, updates], 0);
  return { x: apply(op, xs, { axis: axis + 1, batch: batch + 1 }), axis: 0 };
}

function samplesOf(dtypes: readonly DType[], avoid: Rules['avoid']): Sample<ScatterAttrs>[] {
  const sample = (
    x: readonly number[],
    indices: readonly number[],
    attrs: ScatterAttrs,
    [dtype, index]: readonly [DType, DType] = ['f32', 'i32'],
  ): Sample<ScatterAttrs> => ({
    shapes: [x, indices, updatesShape(x, indices, attrs).map(Number)],
    attrs,
    domain: [
      [-2, 2],
      [index === 'u32' ? 0 : -1, x[attrs.axis]!],
      [-2, 2],
    ],
    dtypes: [dtype, index, dtype],
    ...(avoid && dtype === 'f32' && { avoid }),
  });
  return [
    sample([4], [3], { axis: 0, batch: 0 }),
    sample([4, 2], [], { axis: 0, batch: 0 }),
    sample([2, 5], [3, 2], { axis: 1, batch: 0 }),
    sample([2, 5, 3], [2, 4], { axis: 1, batch: 1 }),
    sample([2, 3, 5], [2, 2], { axis: 2, batch: 1 }),
    sample([2, 3], [2], { axis: 1, batch: 1 }),
    sample([2, 2], [0], { axis: 0, batch: 0 }),
    ...dtypes
      .filter((dtype) => dtype !== 'f32')
      .map((dtype) => sample([3], [4], { axis: 0, batch: 0 }, [dtype, 'u32'])),
  ];
}
