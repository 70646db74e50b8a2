import type { Tensor } from '../../graph/index.js';
import { equal } from '../equal.js';
import { iota } from '../iota.js';
import { less } from '../less.js';
import { lessEqual } from '../lessEqual.js';
import { mul } from '../mul.js';
import { select } from '../select.js';

const places = ({ shape }: Tensor): [row: Tensor, column: Tensor] => [
  iota(shape, { axis: shape.length - 2 }),
  iota(shape, { axis: shape.length - 1 }),
];

/** On and below the diagonal, or below it only; zeros elsewhere. */
export function lowerOf(x: Tensor, { strict = false }: { readonly strict?: boolean } = {}): Tensor {
  const [row, column] = places(x);
  return select((strict ? less : lessEqual)(column, row), x, 0);
}

/** On and above the diagonal, or above it only; zeros elsewhere. */
export function upperOf(x: Tensor, { strict = false }: { readonly strict?: boolean } = {}): Tensor {
  const [row, column] = places(x);
  return select((strict ? less : lessEqual)(row, column), x, 0);
}

export function diagonalHalved(x: Tensor): Tensor {
  const [row, column] = places(x);
  return select(equal(row, column), mul(x, 0.5), x);
}
