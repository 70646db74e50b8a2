import type { Tensor } from '../../graph/index.js';
import { and } from '../and.js';
import { equal } from '../equal.js';
import { tensorOf, type Operand } from '../families/operand.js';
import { less } from '../less.js';
import { lessEqual } from '../lessEqual.js';
import { not } from '../not.js';
import { or } from '../or.js';
import { select } from '../select.js';
import { xor } from '../xor.js';

/** a > b, as bool; false beside NaN. */
export function greater(a: Operand, b: Operand): Tensor {
  return less(b, a);
}

/** a >= b, as bool; false beside NaN. */
export function greaterEqual(a: Operand, b: Operand): Tensor {
  return lessEqual(b, a);
}

/** Whether a and b differ; NaN differs from everything. */
export function notEqual(a: Operand, b: Operand): Tensor {
  return not(equal(a, b));
}

/** Whether both bools hold. */
export function logicalAnd(a: Operand, b: Operand): Tensor {
  return and(tensorOf(a, 'logicalAnd', 'bool'), tensorOf(b, 'logicalAnd', 'bool'));
}

/** Whether either bool holds. */
export function logicalOr(a: Operand, b: Operand): Tensor {
  return or(tensorOf(a, 'logicalOr', 'bool'), tensorOf(b, 'logicalOr', 'bool'));
}

/** Whether exactly one bool holds. */
export function logicalXor(a: Operand, b: Operand): Tensor {
  return xor(tensorOf(a, 'logicalXor', 'bool'), tensorOf(b, 'logicalXor', 'bool'));
}

/** Whether a bool does not hold. */
export function logicalNot(x: Operand): Tensor {
  return not(tensorOf(x, 'logicalNot', 'bool'));
}

/**
 * a where the condition holds, b elsewhere; all three broadcast. The derivative of what is not taken is exactly 0, even
 * where it is infinite or NaN.
 */
export function where(condition: Operand, a: Operand, b: Operand): Tensor {
  return select(condition, a, b, 'where');
}
