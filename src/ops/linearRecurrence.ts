import { shapeMismatch, sameShape } from '../base/index.js';
import { apply, type Op, type Sample, type Tensor } from '../graph/index.js';
import { alignBatch, besideBatch } from './families/batching.js';
import { placesUpTo, requireAxis, type CumulativeAttrs } from './families/cumulative.js';
import { requireDtypes } from './families/elementwise.js';
import { element, tabulate } from './families/ndarray.js';
import { named } from './families/operand.js';
import { ahead, back, shifted } from './families/shifting.js';
import { single } from './families/single.js';
import { mul } from './mul.js';

export type RecurrenceAttrs = Omit<CumulativeAttrs, 'exclusive'>;

/**
 * y[k] = factor[k] · y[k - 1] + x[k] along an axis, from 0: what the derivatives of running products, maxima and logarithms
 * of sums are, without a division.
 */
export const linearRecurrenceOp: Op<RecurrenceAttrs> = single<['x', 'factor'], RecurrenceAttrs>({
  name: 'linearRecurrence',
  operands: ['x', 'factor'],
  type: ([x, factor], { axis }) => {
    requireDtypes('linearRecurrence', [x, factor], ['f32']);
    requireAxis('linearRecurrence', axis, x);
    if (sameShape(x.shape, factor.shape)) return { dtype: 'f32', shape: x.shape };
    throw shapeMismatch('linearRecurrence', [x, factor].map(named), 'both need one shape');
  },
  // An element goes on into all that follow: the same recurrence, from the other end.
  vjp: ({ inputs: [, factor], attrs, y, dy }) => {
    const dx = linearRecurrence(dy, shifted(factor, attrs.axis, back(attrs)), { ...attrs, reverse: !attrs.reverse });
    return [dx, mul(dx, shifted(y, attrs.axis, ahead(attrs)))];
  },
  batch: (inputs, attrs) => {
    const { xs, axis } = alignBatch(inputs);
    return { x: apply(linearRecurrenceOp, xs, { ...attrs, axis: besideBatch(attrs.axis, axis) }), axis };
  },
  lower: ([x, factor], [{ shape }], { axis, reverse }) =>
    shape[axis] === 1 ? x : { form: 'prefix', axis, running: 'linear', reverse, exclusive: false, values: [x, factor] },
  reference: ([x, factor], { axis, reverse }) =>
    tabulate('f32', x.shape, (index) =>
      placesUpTo(index[axis]!, x.shape[axis]!, { reverse, exclusive: false })
        .map((k) => index.with(axis, k))
        .reduce((y, at) => element(factor, at) * y + element(x, at), 0),
    ),
  samples: [
    sample([5], { axis: 0, reverse: false }),
    sample([3, 4], { axis: 0, reverse: true }),
    sample([2, 3], { axis: 1, reverse: false }),
    sample([2, 1], { axis: 1, reverse: false }),
    sample([0, 2], { axis: 0, reverse: true }),
  ],
});

export function linearRecurrence(x: Tensor, factor: Tensor, attrs: RecurrenceAttrs): Tensor {
  return apply(linearRecurrenceOp, [x, factor], { axis: attrs.axis, reverse: attrs.reverse });
}

function sample(shape: readonly number[], attrs: RecurrenceAttrs): Sample<RecurrenceAttrs> {
  return { shapes: [shape, shape], attrs };
}
