import { insert, range, shapeMismatch, stridesOf, withoutAll, type Shape } from '../base/index.js';
import { apply, type Op } from '../graph/index.js';
import { named } from './families/operand.js';
import { single } from './families/single.js';
import { viewed } from './families/strided.js';
import { reduceSum } from './reduceSum.js';

export interface BroadcastAttrs {
  /** The result's shape. */
  readonly shape: Shape;
  /** For each axis of the operand, the axis of the result that it becomes; increasing. */
  readonly axes: readonly number[];
}

/** Repeats the operand along new axes. The only broadcasting inside a graph. */
export const broadcastOp: Op<BroadcastAttrs> = single<['x'], BroadcastAttrs>({
  name: 'broadcast',
  called: 'broadcastTo',
  operands: ['x'],
  type: ([x], { shape, axes }) => {
    const fits = axes.length === x.shape.length && axes.every((axis, k) => shape[axis] === x.shape[k]);
    if (!fits || axes.some((axis, k) => k > 0 && axis <= (axes[k - 1] ?? -1))) {
      throw shapeMismatch('broadcast', [named(x)], `its axes do not become [${axes.join()}] of [${shape.join()}]`);
    }
    return { dtype: x.dtype, shape };
  },
  vjp: ({ attrs: { shape, axes }, dy }) => [reduceSum(dy, withoutAll(range(shape.length), axes))],
  // The batch comes right after the axis that stands before it, so that the axes still increase.
  batch: ([{ x, axis }], { shape, axes }) => {
    const at = axis ?? 0;
    const to = at === 0 ? 0 : (axes[at - 1] ?? 0) + 1;
    const moved = axes.map((own) => (own >= to ? own + 1 : own));
    const attrs = { shape: insert(shape, to, x.shape[at] ?? 1), axes: insert(moved, at, to) };
    return { x: apply(broadcastOp, [x], attrs), axis: to };
  },
  lower:
    ([x], _, { axes }) =>
    (index) =>
      x(axes.map((axis) => index[axis]!)),
  reference: ([x], { shape, axes }, at) => {
    const strides = stridesOf(x.shape);
    return viewed(
      x,
      shape.map(at),
      shape.map((_, axis) => strides[axes.indexOf(axis)] ?? 0),
    );
  },
  samples: [
    { shapes: [[]], attrs: { shape: [2, 3], axes: [] } },
    { shapes: [[3]], attrs: { shape: [2, 3, 1], axes: [1] } },
    { shapes: [[2, 3]], attrs: { shape: [2, 4, 3], axes: [0, 2] } },
    { shapes: [[2]], attrs: { shape: [0, 2], axes: [1] } },
    { shapes: [[2]], attrs: { shape: [2, 2], axes: [0] }, dtypes: ['bool'] },
  ],
});
