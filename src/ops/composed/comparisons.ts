import type { Tensor } from '../../graph/index.js';
import { and } from '../and.js';
import { equal } from '../equal.js';
import { broadcastTogether } from '../families/broadcasting.js';
import { boolOf } from '../families/floats.js';
import { sameDtype, type Operand } from '../families/operand.js';
import { less } from '../less.js';
import { lessEqual } from '../lessEqual.js';
import { not } from '../not.js';
import { or } from '../or.js';
import { select } from '../select.js';
import { xor } from '../xor.js';

/** a > b, as bool; false beside NaN. */
export function greater(a: Operand, b: Operand): Tensor {
  const [left, right] = compared('greater', a, b);
  return less(right, left);
}

/** a >= b, as bool; false beside NaN. */
export function greaterEqual(a: Operand, b: Operand): Tensor {
  const [left, right] = compared('greaterEqual', a, b);
  return lessEqual(right, left);
}

/** Whether a and b differ; NaN differs from everything. */
export function notEqual(a: Operand, b: Operand): Tensor {
  return not(equal(...compared('notEqual', a, b)));
}

/** Whether both bools hold. */
export function logicalAnd(a: Operand, b: Operand): Tensor {
  return and(boolOf(a, 'logicalAnd'), boolOf(b, 'logicalAnd'));
}

/** Whether either bool holds. */
export function logicalOr(a: Operand, b: Operand): Tensor {
  return or(boolOf(a, 'logicalOr'), boolOf(b, 'logicalOr'));
}

/** Whether exactly one bool holds. */
export function logicalXor(a: Operand, b: Operand): Tensor {
  return xor(boolOf(a, 'logicalXor'), boolOf(b, 'logicalXor'));
}

/** Whether a bool does not hold. */
export function logicalNot(x: Operand): Tensor {
  return not(boolOf(x, 'logicalNot'));
}

/**
 * a where the condition holds, b elsewhere; all three broadcast. The derivative of what is not taken is exactly 0, even
 * where it is infinite or NaN.
 */
export function where(condition: Operand, a: Operand, b: Operand): Tensor {
  return select(condition, a, b, 'where');
}

/** Operands of one dtype and shape, or an error that names the function. */
function compared(op: string, a: Operand, b: Operand): [Tensor, Tensor] {
  return broadcastTogether(op, sameDtype(op, [a, b])) as [Tensor, Tensor];
}
