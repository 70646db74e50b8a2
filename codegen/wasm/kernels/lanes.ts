import type { DType } from '../../../src/base/index.js';
import { i32, lane, op, type Instruction } from '../encoding/index.js';

/** A scalar in all lanes; true is all bits of them. */
export function intoLanes(x: Instruction, dtype: DType): Instruction {
  if (dtype === 'f32') return op('f32x4.splat', x);
  return op('i32x4.splat', dtype === 'bool' ? op('i32.sub', i32(0), x) : x);
}

/** The first lane, as it stands there. */
export const outOfLane = (x: Instruction, type: 'f32' | 'i32', index = 0): Instruction =>
  lane(type === 'f32' ? 'f32x4.extract_lane' : 'i32x4.extract_lane', index, x);
