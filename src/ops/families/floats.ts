import type { DType } from '../../base/index.js';
import type { Tensor } from '../../graph/index.js';
import { requireDtypes } from './elementwise.js';
import { fail, tensorOf, type Operand } from './operand.js';

/** The operand of a function of real numbers, which must be f32; the error names the function, not an op inside it. */
export const floatOf = (x: Operand, op: string): Tensor => operandOf(x, op, ['f32']);

/** The operand of a function of truth values. */
export const boolOf = (x: Operand, op: string): Tensor => operandOf(x, op, ['bool'], 'bool');

/** The operand of a function of numbers. */
export const numberOf = (x: Operand, op: string): Tensor => operandOf(x, op, ['f32', 'i32', 'u32']);

function operandOf(x: Operand, op: string, allowed: readonly DType[], asked?: DType): Tensor {
  const tensor = tensorOf(x, op, asked);
  try {
    requireDtypes(op, [tensor], allowed);
  } catch (error) {
    fail(error as Error);
  }
  return tensor;
}
