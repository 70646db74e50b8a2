import { badAttribute, neverAbove, optionsOf, range, shapeText, valueText, withoutAll } from '../../base/index.js';
import { apply, applyNode, calledName, type SortOrder, type Tensor } from '../../graph/index.js';
import { add } from '../add.js';
import { countElements } from '../extent.js';
import { equal } from '../equal.js';
import { axisOf } from '../families/axes.js';
import { floatOf, numberOf } from '../families/floats.js';
import { fail, sameDtype, type Operand } from '../families/operand.js';
import { gather } from '../gather.js';
import { mul } from '../mul.js';
import { reshape } from '../reshape.js';
import { searchSortedOp } from '../searchSorted.js';
import { select } from '../select.js';
import { shiftRight } from '../shiftRight.js';
import { slice } from '../slice.js';
import { sortOp } from '../sort.js';
import { sub } from '../sub.js';
import { topKOp } from '../topK.js';
import { zeros } from './filling.js';
import { broadcastTo, moveaxis } from './reshaping.js';
import { reducing, type ReduceOptions } from './reducing.js';

export interface SortOptions {
  /** The axis to sort along, negative ones counted from the end; the last one where absent. */
  readonly axis?: number | undefined;
  /** From the greatest to the least. */
  readonly descending?: boolean | undefined;
}

/**
 * The elements along an axis from the least to the greatest, or the other way round; equal ones keep their order, and NaN is last
 * in either direction. The derivative goes back to where each element came from.
 */
export function sort(x: Operand, options: SortOptions = {}): Tensor {
  return sortedAlong('sort', x, options)[0];
}

/** The indices (i32) that `sort` would take the elements from. */
export function argsort(x: Operand, options: SortOptions = {}): Tensor {
  return sortedAlong('argsort', x, options)[1];
}

export interface TopK {
  readonly values: Tensor;
  /** Where along the axis they are, i32. */
  readonly indices: Tensor;
}

/**
 * The k greatest elements along an axis (the last one where none is given), the greatest first, and their indices; of equal ones the
 * first index first. NaN counts as the greatest, as in `max` and `argmax`.
 */
export function topK(x: Operand, k: number, options: Pick<SortOptions, 'axis'> = {}): TopK {
  const { axis } = optionsOf('topK', options, { axis: -1 });
  const tensor = numberOf(x, 'topK');
  const counted = axisOf('topK', axis, tensor.shape.length);
  if (!Number.isInteger(k) || k < 0) fail(badAttribute('topK', 'k', valueText(k), 'an integer of at least 0'));
  if (!neverAbove(k, tensor.shape[counted]!)) {
    const of = `axis ${counted} of ${calledName(tensor)} ${shapeText(tensor.shape)}`;
    fail(badAttribute('topK', 'k', String(k), `at most ${tensor.shape[counted]}, the extent of ${of}`));
  }
  if (k === 0) return noneOf(tensor, counted);
  const { results } = applyNode(topKOp, [moveaxis(tensor, counted, -1)], { k });
  const [values, indices] = results.map((result) => moveaxis(result, -1, counted));
  return { values: values!, indices: indices! };
}

function noneOf(x: Tensor, axis: number): TopK {
  const ends = x.shape.map((extent, own) => (own === axis ? 0 : extent));
  return { values: slice(x, [], ends), indices: zeros(ends, { dtype: 'i32' }) };
}

/** The middle one of the elements along axes, or of all; the mean of the two middle ones of an even number. NaN if one is NaN. */
export function median(x: Operand, options: ReduceOptions = {}): Tensor {
  return reducing('median', floatOf(x, 'median'), options, (tensor, axes) => {
    const others = withoutAll(range(tensor.shape.length), axes);
    const moved = moveaxis(
      tensor,
      axes,
      axes.map((_, k) => others.length + k),
    );
    const shape = others.map((axis) => tensor.shape[axis]!);
    if (tensor.shape.includes(0)) return broadcastTo(NaN, shape);
    const [values] = inOrder(reshape(moved, [...shape, -1]), others.length, 'rising');
    const most = sub(
      countElements(
        axes.map((axis) => tensor.shape[axis]!),
        'i32',
      ),
      1,
    );
    const at = (place: Tensor): Tensor => gather(values, place, { axis: others.length });
    const [below, above, last] = [shiftRight(most, 1), shiftRight(add(most, 1), 1), most].map(at);
    const middle = mul(add(below!, above!), 0.5);
    return select(equal(last!, last!), middle, last!);
  });
}

export interface SearchSortedOptions {
  /** Before (left) or behind (right) elements that are equal. */
  readonly side?: 'left' | 'right' | undefined;
}

/**
 * Where each value would have to be put into a sorted row to keep it sorted: an index (i32) from 0 to the row's length. `sorted` is one
 * row, or rows on its last axis, whose other axes are the first ones of `values`. NaN is the greatest.
 */
export function searchSorted(sorted: Operand, values: Operand, options: SearchSortedOptions = {}): Tensor {
  const { side } = optionsOf('searchSorted', options, { side: 'left' as const });
  if (!['left', 'right'].includes(side))
    fail(badAttribute('searchSorted', 'side', valueText(side), "'left' or 'right'"));
  const [row, given] = sameDtype('searchSorted', [sorted, values]) as [Tensor, Tensor];
  return apply(searchSortedOp, [row, given], { side });
}

function sortedAlong(op: string, x: Operand, options: SortOptions): readonly [Tensor, Tensor] {
  const { axis, descending } = optionsOf(op, options, { axis: -1, descending: false });
  const tensor = numberOf(x, op);
  return inOrder(tensor, axisOf(op, axis, tensor.shape.length), descending ? 'falling' : 'rising');
}

/** Values and places along an axis; the op sorts along the last one. */
function inOrder(x: Tensor, axis: number, order: SortOrder): readonly [Tensor, Tensor] {
  const { results } = applyNode(sortOp, [moveaxis(x, axis, -1)], { order });
  const [values, places] = results.map((result) => moveaxis(result, -1, axis));
  return [values!, places!];
}
