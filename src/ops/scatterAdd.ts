import { badAttribute, dtypes, elements, shapeMismatch, sameShape, type Extent } from '../base/index.js';
import { apply, type Batched, type Op, type Sample } from '../graph/index.js';
import { alignBatch, moveAxis } from './families/batching.js';
import { requireDtypes } from './families/elementwise.js';
import { choosing, placeWithin, requireIndices, requireSameLead } from './families/indexing.js';
import { element, indicesOf } from './families/ndarray.js';
import { named } from './families/operand.js';
import { single } from './families/single.js';
import { gatherOp } from './gather.js';

export interface ScatterAddAttrs {
  /** The axis of the result that the indices choose from. */
  readonly axis: number;
  /** How many first axes the indices and the updates have in common; at most `axis`. */
  readonly batch: number;
  /** The extent of that axis. */
  readonly extent: Extent;
}

/**
 * Zeros, to which each update is added at its index along an axis: what gather turns into backwards. The updates' axes:
 * the result's before `axis`, the indices' own, the result's after. An index outside the axis is clamped into it.
 */
export const scatterAddOp: Op<ScatterAddAttrs> = single<['indices', 'updates'], ScatterAddAttrs>({
  name: 'scatterAdd',
  operands: ['indices', 'updates'],
  type: ([indices, updates], { axis, batch, extent }) => {
    requireIndices('scatterAdd', indices);
    requireDtypes('scatterAdd', [updates], ['f32', 'i32', 'u32']);
    requireSameLead('scatterAdd', indices, updates, batch);
    if (extent === 0) throw badAttribute('scatterAdd', 'extent', '0', 'at least 1');
    const own = indices.shape.slice(batch);
    if (batch > axis || !sameShape(updates.shape.slice(axis, axis + own.length), own)) {
      throw shapeMismatch(
        'scatterAdd',
        [indices, updates].map(named),
        `the updates need one axis for each of the indices' at ${axis}`,
      );
    }
    const shape = [...updates.shape.slice(0, axis), extent, ...updates.shape.slice(axis + own.length)];
    return { dtype: updates.dtype, shape };
  },
  extents: ([indices], { extent }) => choosing(extent, indices.shape),
  vjp: ({ inputs: [indices], attrs: { axis, batch }, dy }) => [null, apply(gatherOp, [dy, indices], { axis, batch })],
  batch: ([indices, updates], attrs) => batched(indices, updates, attrs),
  lower: ([indices, updates], [chosen, given], { axis, batch, extent }) => {
    const own = chosen.shape.length - batch;
    return {
      form: 'scatter',
      over: given.shape,
      mode: 'add',
      index: (point) => {
        const at = indices([...point.slice(0, batch), ...point.slice(axis, axis + own)]);
        return [...point.slice(0, axis), placeWithin(at, extent), ...point.slice(axis + own)];
      },
      value: updates,
    };
  },
  reference: ([indices, updates], { axis, batch, extent }, at) => {
    const own = indices.shape.length - batch;
    const count = at(extent);
    const shape = [...updates.shape.slice(0, axis), count, ...updates.shape.slice(axis + own)];
    const data = new Float64Array(elements(shape));
    for (const point of indicesOf(updates.shape)) {
      const chosen = element(indices, [...point.slice(0, batch), ...point.slice(axis, axis + own)]);
      const place = [...point.slice(0, axis), Math.min(Math.max(chosen, 0), count - 1), ...point.slice(axis + own)];
      data[place.reduce((sum, i, k) => sum * shape[k]! + i, 0)]! += element(updates, point);
    }
    return { dtype: updates.dtype, shape, data: data.map(dtypes[updates.dtype].wrap) };
  },
  samples: [
    sample([3], [3], { axis: 0, batch: 0, extent: 4 }, [-1, 5]),
    sample([], [2], { axis: 0, batch: 0, extent: 4 }),
    sample([3, 2], [2, 3, 2], { axis: 1, batch: 0, extent: 5 }),
    sample([2, 4], [2, 4, 3], { axis: 1, batch: 1, extent: 5 }),
    sample([2, 2], [2, 3, 2], { axis: 2, batch: 1, extent: 5 }),
    sample([2], [2], { axis: 1, batch: 1, extent: 3 }),
    sample([0], [0, 2], { axis: 0, batch: 0, extent: 2 }),
    { ...sample([4], [4], { axis: 0, batch: 0, extent: 1 }), dtypes: ['u32', 'i32'] },
  ],
});

function batched(indices: Batched, updates: Batched, { axis, batch, extent }: ScatterAddAttrs): Batched {
  if (indices.axis === null) {
    const moved = moveAxis(updates.x, updates.axis ?? 0, batch);
    return { x: apply(scatterAddOp, [indices.x, moved], { axis: axis + 1, batch, extent }), axis: batch };
  }
  const { xs } = alignBatch([indices, updates], 0);
  return { x: apply(scatterAddOp, xs, { axis: axis + 1, batch: batch + 1, extent }), axis: 0 };
}

function sample(
  indices: readonly number[],
  updates: readonly number[],
  attrs: ScatterAddAttrs,
  chosen: readonly [number, number] = [0, Number(attrs.extent) - 1],
): Sample<ScatterAddAttrs> {
  return { shapes: [indices, updates], attrs, domain: [chosen, [-2, 2]], dtypes: ['i32', 'f32'] };
}
