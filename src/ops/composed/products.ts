import { range, shapeMismatch } from '../../base/index.js';
import type { Tensor } from '../../graph/index.js';
import { contract } from '../contract.js';
import { broadcastShapes, stretch } from '../families/broadcasting.js';
import { numberOf } from '../families/floats.js';
import { fail, named, sameDtype, type Operand } from '../families/operand.js';
import { mul } from '../mul.js';
import { reshape } from '../reshape.js';

/**
 * Matrix product of the last two axes, as NumPy's: further axes are batches and broadcast, a vector on the left is a row,
 * on the right a column, and its axis is not in the result.
 */
export function matmul(a: Operand, b: Operand): Tensor {
  const [left, right] = factors('matmul', a, b);
  requireInner('matmul', left, right);
  const [m, n] = [left.shape.length, right.shape.length];
  // With at most one matrix on the right nothing needs to be a batch: the left's axes stay as they are.
  if (n <= 2) return contract(left, right, { batch: [[], []], sum: [[m - 1], [Math.max(0, n - 2)]] });
  if (m === 1) return contract(right, left, { batch: [[], []], sum: [[n - 2], [0]] });
  const lead = broadcastShapes([left.shape.slice(0, -2), right.shape.slice(0, -2)]);
  if (!lead)
    return fail(shapeMismatch('matmul', [left, right].map(named), 'the batches do not broadcast to one shape'));
  const batch = range(lead.length);
  const [x, y] = [left, right].map((tensor) => stretch(tensor, [...lead, ...tensor.shape.slice(-2)]));
  return contract(x!, y!, { batch: [batch, batch], sum: [[lead.length + 1], [lead.length]] });
}

/** Sum of products over the last axis of a and the last but one of b (of a vector, its only one), as NumPy's. */
export function dot(a: Operand, b: Operand): Tensor {
  const [left, right] = factors('dot', a, b);
  if (left.shape.length === 0 || right.shape.length === 0) return mul(left, right);
  requireInner('dot', left, right);
  const inner = Math.max(0, right.shape.length - 2);
  return contract(left, right, { batch: [[], []], sum: [[left.shape.length - 1], [inner]] });
}

/** The product of each element of a with each of b, both flattened: [size of a, size of b]. */
export function outer(a: Operand, b: Operand): Tensor {
  const [left, right] = factors('outer', a, b).map((x) => reshape(x, [-1]));
  return contract(left!, right!, { batch: [[], []], sum: [[], []] });
}

/** Operands of one dtype, which must be numbers. */
function factors(op: string, a: Operand, b: Operand): [Tensor, Tensor] {
  const [left, right] = sameDtype(op, [a, b]) as [Tensor, Tensor];
  return [numberOf(left, op), numberOf(right, op)];
}

function requireInner(op: string, a: Tensor, b: Tensor): void {
  const inner = b.shape[Math.max(0, b.shape.length - 2)];
  const last = a.shape.at(-1);
  if (last === undefined || inner === undefined)
    fail(shapeMismatch(op, [a, b].map(named), 'a scalar has no inner axis'));
  if (last !== inner) fail(shapeMismatch(op, [a, b].map(named), `the inner extents ${last} and ${inner} differ`));
}
