import { stridesOf } from '../base/index.js';
import { e } from '../expr/index.js';
import { apply, type Op } from '../graph/index.js';
import { besideBatch } from './families/batching.js';
import { requireAxes } from './families/reduction.js';
import { single } from './families/single.js';
import { viewed } from './families/strided.js';

export interface ReverseAttrs {
  readonly axes: readonly number[];
}

/** Some axes from their end to their start. */
export const reverseOp: Op<ReverseAttrs> = single<['x'], ReverseAttrs>({
  name: 'reverse',
  called: 'flip',
  operands: ['x'],
  type: ([{ dtype, shape }], { axes }) => {
    requireAxes('reverse', axes, shape);
    return { dtype, shape };
  },
  vjp: ({ attrs, dy }) => [apply(reverseOp, [dy], attrs)],
  batch: ([{ x, axis }], { axes }) => ({
    x: apply(reverseOp, [x], { axes: axes.map((own) => besideBatch(own, axis ?? 0)) }),
    axis,
  }),
  lower:
    ([x], [{ shape }], { axes }) =>
    (index) =>
      x(index.map((i, k) => (axes.includes(k) ? e.sub(e.sub(e.extent(shape[k]!), e.int(1)), i) : i))),
  reference: ([x], { axes }) => {
    const strides = stridesOf(x.shape);
    const offset = axes.reduce((sum, axis) => sum + (x.shape[axis]! - 1) * strides[axis]!, 0);
    return viewed(
      x,
      x.shape,
      strides.map((stride, axis) => (axes.includes(axis) ? -stride : stride)),
      offset,
    );
  },
  samples: [
    { shapes: [[4]], attrs: { axes: [0] } },
    { shapes: [[2, 3]], attrs: { axes: [1] } },
    { shapes: [[2, 1, 3]], attrs: { axes: [0, 2] } },
    { shapes: [[0, 2]], attrs: { axes: [0] } },
    { shapes: [[3]], attrs: { axes: [0] }, dtypes: ['i32'] },
  ],
});
