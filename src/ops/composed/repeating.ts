import { badAttribute, insert, optionsOf, scaleExtent, type Extent } from '../../base/index.js';
import { apply, type Tensor } from '../../graph/index.js';
import { concat } from '../concat.js';
import { axesOf, axisOf } from '../families/axes.js';
import { spread } from '../families/batching.js';
import { fail, tensorOf, type Operand } from '../families/operand.js';
import { reshape } from '../reshape.js';
import { reverseOp } from '../reverse.js';
import { along } from './joining.js';

/** x from end to start along axes, or along all. */
export function flip(x: Operand, options: { readonly axis?: number | readonly number[] } = {}): Tensor {
  const { axis } = optionsOf('flip', options, { axis: undefined });
  const tensor = tensorOf(x, 'flip');
  const axes = axesOf('flip', axis, tensor.shape.length);
  return axes.length === 0 ? tensor : apply(reverseOp, [tensor], { axes });
}

/** x as a whole, several times along each axis; a missing first count is 1. */
export function tile(x: Operand, counts: readonly number[]): Tensor {
  const tensor = tensorOf(x, 'tile');
  counts.forEach((count) => requireCount('tile', count));
  const lead = Math.max(0, counts.length - tensor.shape.length);
  const wide = reshape(tensor, [...new Array<number>(lead).fill(1), ...tensor.shape]);
  const offset = wide.shape.length - counts.length;
  return counts.reduce(
    (result, count, k) => (count === 1 ? result : copies(result, k + offset, count, k + offset)),
    wide,
  );
}

/** Each slice of x several times in a row along an axis; of the flattened x if none is given. */
export function repeat(x: Operand, count: number, options: { readonly axis?: number } = {}): Tensor {
  const { axis } = optionsOf('repeat', options, { axis: undefined });
  const tensor = tensorOf(x, 'repeat');
  requireCount('repeat', count);
  if (axis === undefined) return copies(reshape(tensor, [-1]), 0, count, 1);
  const counted = axisOf('repeat', axis, tensor.shape.length);
  return copies(tensor, counted, count, counted + 1);
}

/** The elements moved on along an axis; those that leave at its end come in at its start. */
export function roll(x: Operand, shift: number, options: { readonly axis?: number } = {}): Tensor {
  const { axis } = optionsOf('roll', options, { axis: undefined });
  const tensor = tensorOf(x, 'roll');
  if (!Number.isInteger(shift)) fail(badAttribute('roll', 'the shift', String(shift), 'an integer'));
  if (axis === undefined) return reshape(roll(reshape(tensor, [-1]), shift, { axis: 0 }), tensor.shape);
  const counted = axisOf('roll', axis, tensor.shape.length);
  const extent = tensor.shape[counted]!;
  if (typeof extent !== 'number') return fail(badAttribute('roll', 'the extent', extent, 'a number'));
  const by = extent === 0 ? 0 : ((shift % extent) + extent) % extent;
  if (by === 0) return tensor;
  return concat([along(tensor, counted, extent - by, extent), along(tensor, counted, 0, extent - by)], {
    axis: counted,
  });
}

/** `count` copies along a new axis at `at`, which then joins `axis`. */
function copies(x: Tensor, axis: number, count: number, at: number): Tensor {
  const extent: Extent = scaleExtent(x.shape[axis]!, count);
  const before = x.shape.slice(0, axis);
  return reshape(spread(x, at, count), [...insert(before, axis, extent), ...x.shape.slice(axis + 1)]);
}

function requireCount(op: string, count: number): void {
  if (!Number.isInteger(count) || count < 0)
    fail(badAttribute(op, 'a count', String(count), 'an integer of at least 0'));
}
