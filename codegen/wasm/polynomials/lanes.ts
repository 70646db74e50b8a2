import type { PlainName } from '../encoding/index.js';
import { f32, f64, i32, i64, operation, shuffle, type Value } from './value.js';

/** Where a number stands for a vector, all its lanes are that number. */
type Operand = Value | number;

const lifted =
  (splat: PlainName, constant: (value: number) => Value) =>
  (x: Operand): Value =>
    typeof x === 'number' ? operation(splat, constant(x)) : x;

const wideBits = (value: number): Value => i64(BigInt(value));

const floats = lifted('f32x4.splat', f32);
const doubles = lifted('f64x2.splat', f64);
const words = lifted('i32x4.splat', i32);
const wideWords = lifted('i64x2.splat', wideBits);

type Lift = (x: Operand) => Value;
const one = (name: PlainName, lift: Lift) => (x: Operand) => operation(name, lift(x));
const two = (name: PlainName, lift: Lift) => (a: Operand, b: Operand) => operation(name, lift(a), lift(b));
const shift = (name: PlainName) => (x: Value, by: number) => operation(name, x, i32(by));

/** Four f32. */
export const f = {
  of: floats,
  add: two('f32x4.add', floats),
  sub: two('f32x4.sub', floats),
  mul: two('f32x4.mul', floats),
  div: two('f32x4.div', floats),
  /** b < a ? b : a, so that a NaN in a stays: one instruction of every processor, unlike min. */
  pmin: two('f32x4.pmin', floats),
  /** a < b ? b : a. */
  pmax: two('f32x4.pmax', floats),
  abs: one('f32x4.abs', floats),
  neg: one('f32x4.neg', floats),
  sqrt: one('f32x4.sqrt', floats),
  nearest: one('f32x4.nearest', floats),
  trunc: one('f32x4.trunc', floats),
  eq: two('f32x4.eq', floats),
  ne: two('f32x4.ne', floats),
  lt: two('f32x4.lt', floats),
  gt: two('f32x4.gt', floats),
  le: two('f32x4.le', floats),
  ge: two('f32x4.ge', floats),
  fromInt32: one('f32x4.convert_i32x4_s', words),
  fromUint32: one('f32x4.convert_i32x4_u', words),
};

/** Two f64. */
export const d = {
  of: doubles,
  add: two('f64x2.add', doubles),
  sub: two('f64x2.sub', doubles),
  mul: two('f64x2.mul', doubles),
  div: two('f64x2.div', doubles),
  pmin: two('f64x2.pmin', doubles),
  pmax: two('f64x2.pmax', doubles),
  abs: one('f64x2.abs', doubles),
  neg: one('f64x2.neg', doubles),
  floor: one('f64x2.floor', doubles),
  trunc: one('f64x2.trunc', doubles),
  eq: two('f64x2.eq', doubles),
  ne: two('f64x2.ne', doubles),
  lt: two('f64x2.lt', doubles),
  gt: two('f64x2.gt', doubles),
  ge: two('f64x2.ge', doubles),
};

/** Four words of 32 bits. */
export const i = {
  of: words,
  add: two('i32x4.add', words),
  sub: two('i32x4.sub', words),
  shl: shift('i32x4.shl'),
  shr: shift('i32x4.shr_s'),
  shrUnsigned: shift('i32x4.shr_u'),
};

/** Two words of 64 bits. */
export const wide = {
  add: two('i64x2.add', wideWords),
  sub: two('i64x2.sub', wideWords),
  shl: shift('i64x2.shl'),
  shrUnsigned: shift('i64x2.shr_u'),
};

/** Bit by bit; a number is a word of each of four lanes. */
export const bits = {
  and: two('v128.and', words),
  /** a without the bits of b. */
  without: two('v128.andnot', words),
  or: two('v128.or', words),
  xor: two('v128.xor', words),
  not: one('v128.not', words),
  /** Of each bit that of `yes` where the mask has a one. */
  select: (yes: Value, no: Value, mask: Value) => operation('v128.bitselect', yes, no, mask),
};

export const signBit = 0x80000000;

/** The sign bit of each lane, nothing else. */
export const signOf = (x: Value): Value => bits.and(x, signBit);

/** c0 + c1 x + c2 x² ..., from the highest power down: the fewest instructions. */
export const polynomial = (x: Value, coefficients: readonly number[]): Value =>
  horner(x, coefficients, f.mul, f.add, f.of);

/** The same in f64. */
export const polynomialInDouble = (x: Value, coefficients: readonly number[]): Value =>
  horner(x, coefficients, d.mul, d.add, d.of);

function horner(
  x: Value,
  coefficients: readonly number[],
  mul: (a: Operand, b: Operand) => Value,
  add: (a: Operand, b: Operand) => Value,
  of: (c: number) => Value,
): Value {
  const highest = coefficients.length - 1;
  return coefficients
    .slice(0, highest)
    .reduceRight((sum, coefficient) => add(mul(sum, x), coefficient), of(coefficients[highest]!));
}

const promoteLow = (x: Value) => operation('f64x2.promote_low_f32x4', x);
const demote = (x: Value) => operation('f32x4.demote_f64x2_zero', x);
const upperHalf = (x: Value) => shuffle([8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7], x, x);
const lowerHalves = (a: Value, b: Value) => shuffle([0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23], a, b);

/** Four f32 through a function of two f64, which is applied to the lower lanes and to the upper ones. */
export const inDouble = (compute: (...xs: Value[]) => Value, ...xs: Value[]): Value =>
  lowerHalves(demote(compute(...xs.map(promoteLow))), demote(compute(...xs.map((x) => promoteLow(upperHalf(x))))));

/** Added to a whole f64 it leaves its last 32 bits in the lower word, as two's complement; of NaN and infinity that is 0. */
const towardsBits = 1.5 * 2 ** 52;

/** Four integers through a function of two f64 with whole results, which wrap. */
export const wholeInDouble = (signed: boolean, compute: (...xs: Value[]) => Value, ...xs: Value[]): Value => {
  const convert = (x: Value) => operation(signed ? 'f64x2.convert_low_i32x4_s' : 'f64x2.convert_low_i32x4_u', x);
  const both = [xs, xs.map(upperHalf)].map((half) => d.add(compute(...half.map(convert)), towardsBits));
  return shuffle([0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27], both[0]!, both[1]!);
};
