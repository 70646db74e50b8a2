import {
  addExtents,
  badAttribute,
  divideExtent,
  optionsOf,
  shapeMismatch,
  sameShape,
  without,
  type Extent,
} from '../../base/index.js';
import type { Tensor } from '../../graph/index.js';
import { concat } from '../concat.js';
import { axisOf } from '../families/axes.js';
import { fail, named, sameDtype, tensorOf, type Operand } from '../families/operand.js';
import { reshape } from '../reshape.js';
import { slice } from '../slice.js';
import { expandDims } from './reshaping.js';

/** Tensors of one shape along a new axis. */
export function stack(xs: readonly Operand[], options: { readonly axis?: number } = {}): Tensor {
  const { axis } = optionsOf('stack', options, { axis: 0 });
  const tensors = sameDtype('stack', xs);
  const [first] = tensors;
  if (!first) return fail(badAttribute('stack', 'the number of operands', '0', 'at least 1'));
  if (tensors.some((x) => !sameShape(x.shape, first.shape))) {
    fail(shapeMismatch('stack', tensors.map(named), 'the operands must have one shape'));
  }
  const counted = axisOf('stack', axis, first.shape.length + 1);
  return concat(
    tensors.map((x) => expandDims(x, counted)),
    { axis: counted },
  );
}

/** The slices of x along an axis, which disappears. */
export function unstack(x: Operand, options: { readonly axis?: number } = {}): Tensor[] {
  const { axis } = optionsOf('unstack', options, { axis: 0 });
  const tensor = tensorOf(x, 'unstack');
  const counted = axisOf('unstack', axis, tensor.shape.length);
  const extent = tensor.shape[counted]!;
  if (typeof extent !== 'number') return fail(badAttribute('unstack', 'the extent', extent, 'a number'));
  return split(tensor, extent, { axis: counted }).map((part) => reshape(part, without(part.shape, counted)));
}

/** x in n equal parts along an axis, or in parts of the given extents. */
export function split(
  x: Operand,
  parts: number | readonly Extent[],
  options: { readonly axis?: number } = {},
): Tensor[] {
  const { axis } = optionsOf('split', options, { axis: 0 });
  const tensor = tensorOf(x, 'split');
  const counted = axisOf('split', axis, tensor.shape.length);
  const sizes = typeof parts === 'number' ? equalParts(tensor.shape[counted]!, parts) : parts;
  const total = sizes.reduce<Extent>(addExtents, 0);
  if (total !== tensor.shape[counted]) {
    fail(badAttribute('split', 'the sum of the parts', String(total), `the extent ${tensor.shape[counted]}`));
  }
  let start: Extent = 0;
  return sizes.map((size) => {
    const from = start;
    start = addExtents(start, size);
    return along(tensor, counted, from, start);
  });
}

/** The part of one axis from `start` to before `end`. */
export function along(x: Tensor, axis: number, start: Extent, end: Extent): Tensor {
  if (start === 0 && end === x.shape[axis]) return x;
  const at = <T>(own: T, others: (extent: Extent) => T): T[] =>
    x.shape.map((extent, k) => (k === axis ? own : others(extent)));
  return slice(
    x,
    at<Extent>(start, () => 0),
    at<Extent>(end, (extent) => extent),
  );
}

function equalParts(extent: Extent, count: number): Extent[] {
  if (!Number.isInteger(count) || count < 0 || (count === 0 && extent !== 0)) {
    fail(badAttribute('split', 'the number of parts', String(count), 'a positive integer'));
  }
  if (count === 0) return [];
  const size =
    divideExtent(extent, count) ??
    fail(badAttribute('split', 'the number of parts', String(count), `a divisor of ${extent}`));
  return Array.from({ length: count }, () => size);
}
