import { unreachable } from '../../../src/base/index.js';
import type { Instruction, VectorShape } from './instruction.js';

export const lanesOf: Readonly<Record<VectorShape, number>> = { i8x16: 16, i16x8: 8, i32x4: 4, f32x4: 4, f64x2: 2 };

/** A whole number from -2^31 to 2^32 - 1: above 2^31 it is the unsigned number of these bits. */
export function i32(value: number): Instruction {
  if (!Number.isInteger(value) || value < -(2 ** 31) || value >= 2 ** 32) unreachable(`i32.const ${value}`);
  return { kind: 'number', type: 'i32', value: value | 0, operands: [] };
}

export const i64 = (value: bigint): Instruction => ({
  kind: 'long',
  type: 'i64',
  value: BigInt.asIntN(64, value),
  operands: [],
});

/** The nearest f32; NaN is the canonical one. */
export const f32 = (value: number): Instruction => ({
  kind: 'number',
  type: 'f32',
  value: Math.fround(value),
  operands: [],
});

export const f64 = (value: number): Instruction => ({ kind: 'number', type: 'f64', value, operands: [] });

/** A vector of given lanes: `v128('f32x4', [1, 2, 3, 4])`; one number stands for all of them. */
export function v128(shape: VectorShape, lanes: readonly number[] | number): Instruction {
  const count = lanesOf[shape];
  const all = typeof lanes === 'number' ? Array<number>(count).fill(lanes) : lanes;
  if (all.length !== count) unreachable(`v128.const ${shape} of ${all.length} lanes`);
  return { kind: 'vector', type: 'v128', shape, lanes: all.map((lane) => asLane(shape, lane)), operands: [] };
}

function asLane(shape: VectorShape, value: number): number {
  switch (shape) {
    case 'f64x2':
      return value;
    case 'f32x4':
      return Math.fround(value);
    case 'i8x16':
    case 'i16x8':
    case 'i32x4': {
      const bits = 128 / lanesOf[shape];
      if (!Number.isInteger(value) || value < -(2 ** (bits - 1)) || value >= 2 ** bits)
        unreachable(`v128.const ${shape} with ${value}`);
      return value >= 2 ** (bits - 1) ? value - 2 ** bits : value;
    }
  }
}
