import fc from 'fast-check';
import type { DType } from '../base/index.js';

/** Bounds of an operand's elements, both included. */
export type Domain = readonly [number, number];

export const usual: Domain = [-2, 2];

export const anyDtype = fc.oneof(
  { weight: 4, arbitrary: fc.constant<DType>('f32') },
  { weight: 1, arbitrary: fc.constantFrom<DType>('i32', 'u32', 'bool') },
);
