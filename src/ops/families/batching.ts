import { insert, range, without, type Extent } from '../../base/index.js';
import { apply, type Batched, type Tensor } from '../../graph/index.js';
import { broadcastOp } from '../broadcast.js';
import { transposeOp } from '../transpose.js';

/** x with one axis at another place; the order of the others stays. */
export function moveAxis(x: Tensor, from: number, to: number): Tensor {
  if (from === to) return x;
  const permutation = insert(without(range(x.shape.length), from), to, from);
  return apply(transposeOp, [x], { permutation });
}

/** x repeated along a new axis. */
export function spread(x: Tensor, axis: number, extent: Extent): Tensor {
  const shape = insert(x.shape, axis, extent);
  return apply(broadcastOp, [x], { shape, axes: without(range(shape.length), axis) });
}

/** The extent of the batch axis of operands of which at least one has one. */
export function batchExtent(inputs: readonly Batched[]): Extent {
  const { x, axis } = firstBatched(inputs);
  return x.shape[axis] ?? 0;
}

/** The operands with the batch at one and the same axis: the first batched one's, or `to`. */
export function alignBatch(inputs: readonly Batched[], to?: number): { xs: readonly Tensor[]; axis: number } {
  const axis = to ?? firstBatched(inputs).axis;
  const extent = batchExtent(inputs);
  const xs = inputs.map(({ x, axis: own }) => (own === null ? spread(x, axis, extent) : moveAxis(x, own, axis)));
  return { xs, axis };
}

/** Where an operand's axis is once the batch axis stands among its axes. */
export function besideBatch(axis: number, batch: number): number {
  return batch <= axis ? axis + 1 : axis;
}

function firstBatched(inputs: readonly Batched[]): { x: Tensor; axis: number } {
  for (const { x, axis } of inputs) if (axis !== null) return { x, axis };
  throw new RangeError('a batching rule needs a batched operand');
}
