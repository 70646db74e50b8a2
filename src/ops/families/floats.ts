import type { Tensor } from '../../graph/index.js';
import { requireDtypes } from './elementwise.js';
import { fail, tensorOf, type Operand } from './operand.js';

/** The operand of a function of real numbers, which must be f32; the error names the function, not an op inside it. */
export function floatOf(x: Operand, op: string): Tensor {
  const tensor = tensorOf(x, op);
  try {
    requireDtypes(op, [tensor], ['f32']);
  } catch (error) {
    fail(error as Error);
  }
  return tensor;
}
