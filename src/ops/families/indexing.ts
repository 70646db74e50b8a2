import { dtypeMismatch, isInteger, sameShape, shapeMismatch } from '../../base/index.js';
import type { Tensor } from '../../graph/index.js';
import { named } from './operand.js';

/** Throws unless these can be indices. */
export function requireIndices(op: string, indices: Tensor): void {
  if (isInteger(indices.dtype)) return;
  throw dtypeMismatch(op, `${indices.dtype} as indices`, 'i32 or u32', "Convert them with cast(indices, 'i32').");
}

/** Throws unless both tensors begin with the same `count` axes. */
export function requireSameLead(op: string, a: Tensor, b: Tensor, count: number): void {
  const [left, right] = [a.shape.slice(0, count), b.shape.slice(0, count)];
  if (left.length === count && sameShape(left, right)) return;
  throw shapeMismatch(op, [a, b].map(named), `the first ${count} axes must be equal`);
}
