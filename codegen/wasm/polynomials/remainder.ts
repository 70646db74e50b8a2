import { bits, d, inDouble, wholeInDouble } from './lanes.js';
import { binary, call, i64, operation, vectorParameter, type Value, type VectorFunction } from './value.js';

/** The upper 28 bits of an f64's significand: their product with an f32 is exact. */
const upperBits = operation('i64x2.splat', i64(-(1n << 25n)));

/**
 * a - q b without error, where q is a / b towards zero, of which no more than 28 bits are taken: another round does the
 * rest, and each takes 27 bits away from the quotient. So |r| < |b| in the end, of either sign. Two lanes of f64.
 */
export const remainder: VectorFunction = remainderOf(vectorParameter(0), vectorParameter(1));

function remainderOf(a: Value, b: Value): VectorFunction {
  const q = bits.and(d.trunc(d.div(a, b)), upperBits);
  const result = bits.select(a, d.sub(a, d.mul(q, b)), d.lt(d.abs(a), d.abs(b)));
  const where = d.ge(d.abs(result), d.abs(b));
  return { ...binary(() => result), exception: { where, value: call('remainder', 'v128', result, b) } };
}

const doubleSign = operation('i64x2.splat', i64(1n << 63n));

/** The remainder with the sign of the divisor; a zero has the sign of the dividend, as in the definition by a % b. */
export const mod = binary((a, b) =>
  inDouble(
    (dividend, divisor) => {
      const r = call('remainder', 'v128', dividend, divisor);
      const zero = d.eq(r, 0);
      const opposite = bits.and(bits.xor(d.lt(r, 0), d.lt(divisor, 0)), d.ne(r, 0));
      const signed = bits.or(r, bits.and(zero, bits.and(dividend, doubleSign)));
      return bits.select(d.add(r, divisor), signed, opposite);
    },
    a,
    b,
  ),
);

/** Whole quotients rounded down, of 32 bits: exact in f64. Of a division by 0, which has none, 0; -2^31 / -1 wraps. */
const floorDivide = (signed: boolean) => (a: Value, b: Value) =>
  wholeInDouble(signed, (x, y) => d.floor(d.div(x, y)), a, b);

/** a - floor(a / b) b; of a division by 0, which has none, 0. */
const floorModulo = (signed: boolean) => (a: Value, b: Value) =>
  wholeInDouble(signed, (x, y) => d.sub(x, d.mul(d.floor(d.div(x, y)), y)), a, b);

export const divideInt32 = binary(floorDivide(true));
export const divideUint32 = binary(floorDivide(false));
export const modInt32 = binary(floorModulo(true));
export const modUint32 = binary(floorModulo(false));
