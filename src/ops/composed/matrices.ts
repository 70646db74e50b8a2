import { badAttribute, optionsOf, range, shapeMismatch, type DType, type Extent } from '../../base/index.js';
import { apply, type Tensor } from '../../graph/index.js';
import { add } from '../add.js';
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
import { moveaxis } from './reshaping.js';

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
  const { row, column } = places(tensor);
  return select(lessEqual(column, add(row, offset)), tensor, falsy(tensor));
}

/** The last two axes on and above the diagonal, zeros below; a positive `offset` leaves out as many diagonals. */
export function triu(x: Operand, options: { readonly offset?: number } = {}): Tensor {
  const { offset } = optionsOf('triu', options, { offset: 0 });
  const tensor = requireMatrix('triu', tensorOf(x, 'triu'));
  const { row, column } = places(tensor);
  return select(lessEqual(add(row, offset), column), tensor, falsy(tensor));
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

function places({ shape }: Tensor): { readonly row: Tensor; readonly column: Tensor } {
  const [row, column] = range(2).map((k) => iota(shape, { axis: shape.length - 2 + k }));
  return { row: row!, column: column! };
}

const falsy = ({ dtype }: Tensor): number | boolean => (dtype === 'bool' ? false : 0);
