import {
  badAttribute,
  optionsOf,
  range,
  shapeMismatch,
  valueText,
  type DType,
  type Extent,
  type Shape,
} from '../../base/index.js';
import { apply, type Tensor } from '../../graph/index.js';
import { add } from '../add.js';
import { and } from '../and.js';
import { cast } from '../cast.js';
import { equal } from '../equal.js';
import { axisOf } from '../families/axes.js';
import { spread } from '../families/batching.js';
import { fail, named, tensorOf, type Operand } from '../families/operand.js';
import { gatherOp } from '../gather.js';
import { iota } from '../iota.js';
import { lessEqual } from '../lessEqual.js';
import { reduceSum } from '../reduceSum.js';
import { select } from '../select.js';
import { broadcastTo, moveaxis } from './reshaping.js';

/** Ones on the diagonal, zeros beside it. */
export function eye(rows: Extent, columns: Extent = rows, options: { readonly dtype?: DType } = {}): Tensor {
  const { dtype } = optionsOf('eye', options, { dtype: 'f32' });
  const shape = [rows, columns];
  return cast(equal(iota(shape, { axis: 0 }), iota(shape, { axis: 1 })), dtype);
}

/** The last two axes on and below the diagonal, zeros above; a positive `offset` keeps as many diagonals above. */
export function tril(x: Operand, options: { readonly offset?: number } = {}): Tensor {
  const { offset } = optionsOf('tril', options, { offset: 0 });
  const tensor = requireMatrix('tril', tensorOf(x, 'tril'));
  const { row, column } = places(tensor.shape);
  return select(lessEqual(column, add(row, offset)), tensor, falsy(tensor));
}

/** The last two axes on and above the diagonal, zeros below; a positive `offset` leaves out as many diagonals. */
export function triu(x: Operand, options: { readonly offset?: number } = {}): Tensor {
  const { offset } = optionsOf('triu', options, { offset: 0 });
  const tensor = requireMatrix('triu', tensorOf(x, 'triu'));
  const { row, column } = places(tensor.shape);
  return select(lessEqual(add(row, offset), column), tensor, falsy(tensor));
}

export interface Band {
  /** How many diagonals below the main one belong to it; all where absent. */
  readonly lower?: number;
  /** How many above. */
  readonly upper?: number;
}

/** The last two axes on some diagonals below and above the main one, which is always among them; zeros elsewhere. */
export function bandPart(x: Operand, band: Band = {}): Tensor {
  const { lower, upper } = bandOf('bandPart', band);
  const tensor = requireMatrix('bandPart', tensorOf(x, 'bandPart'));
  return select(inBand(tensor.shape, lower, upper), tensor, falsy(tensor));
}

/** Whether the column of each place lies so near its row: as bool. A causal window of w places has lower w - 1 and upper 0. */
export function bandMask(rows: Extent, columns: Extent = rows, band: Band = {}): Tensor {
  const { lower, upper } = bandOf('bandMask', band);
  return inBand([rows, columns], lower, upper);
}

/** Whether each place lies on or below the diagonal, as bool; a positive `offset` adds as many diagonals above. */
export function triangularMask(
  rows: Extent,
  columns: Extent = rows,
  options: { readonly offset?: number } = {},
): Tensor {
  const { offset } = optionsOf('triangularMask', options, { offset: 0 });
  return tril(broadcastTo(true, [rows, columns]), { offset });
}

function bandOf(op: string, band: Band): Required<Band> {
  const { lower, upper } = optionsOf(op, band, { lower: Infinity, upper: Infinity });
  for (const [name, count] of Object.entries({ lower, upper })) {
    const isCount = count === Infinity || (Number.isInteger(count) && count >= 0);
    if (!isCount) fail(badAttribute(op, name, valueText(count), 'an integer of at least 0'));
  }
  return { lower, upper };
}

function inBand(shape: Shape, lower: number, upper: number): Tensor {
  const { row, column } = places(shape);
  const below = lower === Infinity ? null : lessEqual(row, add(column, lower));
  const above = upper === Infinity ? null : lessEqual(column, add(row, upper));
  return below && above ? and(below, above) : (below ?? above ?? broadcastTo(true, shape));
}

/** Of a vector the matrix with it on the diagonal; of a matrix its diagonal. */
export function diag(x: Operand): Tensor {
  const tensor = tensorOf(x, 'diag');
  const [extent, ...others] = tensor.shape;
  if (extent === undefined || others.length > 1) {
    return fail(shapeMismatch('diag', [named(tensor)], 'expected a vector or a matrix'));
  }
  if (others.length === 1) return diagonal(tensor);
  return select(eye(extent, extent, { dtype: 'bool' }), spread(tensor, 0, extent), falsy(tensor));
}

/** The elements whose indices on two axes agree, on a new last axis; the axes have one extent. */
export function diagonal(x: Operand, options: { readonly axes?: readonly [number, number] } = {}): Tensor {
  const { axes } = optionsOf('diagonal', options, { axes: [0, 1] });
  const tensor = requireMatrix('diagonal', tensorOf(x, 'diagonal'));
  const rank = tensor.shape.length;
  const [a, b] = [axisOf('diagonal', axes[0], rank), axisOf('diagonal', axes[1], rank)];
  const extent = tensor.shape[a]!;
  if (a === b) fail(badAttribute('diagonal', 'axes', `[${axes.join()}]`, 'two different axes'));
  if (extent !== tensor.shape[b]) {
    fail(shapeMismatch('diagonal', [named(tensor)], `the extents ${extent} and ${tensor.shape[b]} differ`));
  }
  const first = moveaxis(tensor, [a, b], [0, 1]);
  return moveaxis(apply(gatherOp, [first, iota([extent])], { axis: 1, batch: 1 }), 0, -1);
}

/** Sum of the diagonal of the first two axes. */
export function trace(x: Operand): Tensor {
  const line = diagonal(x);
  return reduceSum(line, [line.shape.length - 1]);
}

function requireMatrix(op: string, x: Tensor): Tensor {
  return x.shape.length >= 2 ? x : fail(shapeMismatch(op, [named(x)], 'expected at least two axes'));
}

function places(shape: Shape): { readonly row: Tensor; readonly column: Tensor } {
  const [row, column] = range(2).map((k) => iota(shape, { axis: shape.length - 2 + k }));
  return { row: row!, column: column! };
}

const falsy = ({ dtype }: Tensor): number | boolean => (dtype === 'bool' ? false : 0);
