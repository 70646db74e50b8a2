import { elements, range, shapeMismatch, type NdArray } from '../../base/index.js';
import type { Tensor } from '../../graph/index.js';
import { contract } from '../contract.js';
import { named } from './operand.js';

/** Throws unless the last two axes have one extent. */
export function requireSquare(op: string, x: Tensor): void {
  const [rows, columns] = x.shape.slice(-2);
  if (x.shape.length >= 2 && rows === columns) return;
  throw shapeMismatch(op, [named(x)], 'expected square matrices: a last axis as long as the one before');
}

/** Sum of products over the given axis of the last two of each, for each matrix of a stack. */
export function matrixProduct(a: Tensor, b: Tensor, over: readonly [0 | 1, 0 | 1]): Tensor {
  const lead = range(a.shape.length - 2);
  return contract(a, b, { batch: [lead, lead], sum: [[lead.length + over[0]], [lead.length + over[1]]] });
}

/** Matrices with so much more on the diagonal, for samples: what was drawn from [-2, 2] becomes well conditioned. */
export function withDiagonal({ dtype, shape, data }: NdArray): NdArray {
  const n = shape.at(-1)!;
  const more = 2 * n + 1;
  return { dtype, shape, data: data.map((x, k) => (n > 0 && (k % (n * n)) % (n + 1) === 0 ? x + more : x)) };
}

/** The matrices of a stack, as functions of row and column. */
export function matricesIn({ shape, data }: NdArray): ((row: number, column: number) => number)[] {
  const [rows, columns] = shape.slice(-2) as [number, number];
  return Array.from(
    { length: elements(shape.slice(0, -2)) },
    (_, k) => (row: number, column: number) => data[(k * rows + row) * columns + column]!,
  );
}
