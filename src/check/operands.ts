import fc from 'fast-check';
import { dtypes, elements, shapeAt, type NdArray } from '../base/index.js';
import type { Application, OperandSpec } from './applications.js';

/** Steps that a domain is divided into: coarse enough for counterexamples that can be read. */
const steps = 4096;

/** Values of an operand for one N. Shrinks towards the middle of its domain. */
export function valuesOf({ dtype, shape, domain }: OperandSpec, n = 1): fc.Arbitrary<NdArray> {
  const at = shapeAt(shape, n);
  const length = elements(at);
  return fc
    .array(elementsOf(dtype, domain), { minLength: length, maxLength: length })
    .map((data) => ({ dtype, shape: at, data: Float64Array.from(data) }));
}

function elementsOf(dtype: NdArray['dtype'], [low, high]: OperandSpec['domain']): fc.Arbitrary<number> {
  if (dtype === 'bool') return fc.constantFrom(0, 1);
  if (dtype !== 'f32') return fc.maxSafeInteger().map((x) => dtypes[dtype].wrap(wholeBetween(x, low, high, dtype)));
  return fc
    .integer({ min: -steps / 2, max: steps / 2 })
    .map((k) => Math.fround((low + high) / 2 + ((high - low) * k) / steps));
}

function wholeBetween(x: number, low: number, high: number, dtype: 'i32' | 'u32'): number {
  const from = Math.ceil(dtype === 'u32' ? Math.max(0, low) : low);
  const count = Math.floor(high) - from + 1;
  return from + (Math.abs(x) % count);
}

/** Values of all operands of an application, away from its kinks. */
export function operandsOf({ operands, avoid, within }: Application, n = 1): fc.Arbitrary<readonly NdArray[]> {
  const drawn = fc.tuple(...operands.map((operand) => valuesOf(operand, n)));
  const values: fc.Arbitrary<readonly NdArray[]> = within ? drawn.map(within) : drawn;
  return avoid ? values.filter((given) => !avoid(given)) : values;
}
