import type { DType } from '../../../src/base/index.js';
import { f32, i32, op, v128, type Instruction } from '../encoding/index.js';

/** As the cast op: towards zero and saturated from f32; integers become each other as two's complement. */
export function castScalar(x: Instruction, from: DType, to: DType): Instruction {
  if (from === to) return x;
  if (to === 'f32') return op(from === 'u32' ? 'f32.convert_i32_u' : 'f32.convert_i32_s', x);
  if (to === 'bool') return from === 'f32' ? op('f32.ne', x, f32(0)) : op('i32.ne', x, i32(0));
  if (from === 'f32') return op(to === 'i32' ? 'i32.trunc_sat_f32_s' : 'i32.trunc_sat_f32_u', x);
  return x;
}

/** The same of four lanes. */
export function castVector(x: Instruction, from: DType, to: DType): Instruction {
  if (from === to) return x;
  if (from === 'bool') return op('v128.and', x, to === 'f32' ? v128('f32x4', 1) : v128('i32x4', 1));
  if (to === 'f32') return op(from === 'u32' ? 'f32x4.convert_i32x4_u' : 'f32x4.convert_i32x4_s', x);
  if (to === 'bool') return from === 'f32' ? op('f32x4.ne', x, v128('f32x4', 0)) : op('i32x4.ne', x, v128('i32x4', 0));
  if (from === 'f32') return op(to === 'i32' ? 'i32x4.trunc_sat_f32x4_s' : 'i32x4.trunc_sat_f32x4_u', x);
  return x;
}
