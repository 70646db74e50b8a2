import type { PlainName } from '../encoding/index.js';
import { coefficients } from './coefficients.js';
import { f64, i32, i64, operation, select, type Value, type VectorFunction } from './value.js';

/**
 * The sine of a large f32 and so many quarter turns, with integers (after Payne and Hanek, "Radian reduction for
 * trigonometric functions", 1983). x = m 2^e with an integer m of 24 bits, so the turns are m (2^e / 2 pi), of which all
 * bits that stand before the point, once multiplied by m, are whole turns. Of the rest 96 bits are multiplied.
 */

/** 32 zeros, then 1 / (2 pi): so that a shift by e + 32 is never negative. */
const words: readonly bigint[] = [
  0x00000000n,
  0x28be60dbn,
  0x9391054an,
  0x7f09d5f4n,
  0x7d4d3770n,
  0x36d8a566n,
  0x4f10e410n,
  0x7f9458een,
  0xaef1586dn,
];

const two = (name: PlainName) => (a: Value, b: Value) => operation(name, a, b);
const word = { and: two('i32.and'), or: two('i32.or'), sub: two('i32.sub'), shrUnsigned: two('i32.shr_u') };
const wide = {
  add: two('i64.add'),
  mul: two('i64.mul'),
  or: two('i64.or'),
  and: two('i64.and'),
  shl: two('i64.shl'),
  shrUnsigned: two('i64.shr_u'),
  of: (x: Value) => operation('i64.extend_i32_u', x),
};
const double = { add: two('f64.add'), sub: two('f64.sub'), mul: two('f64.mul') };

/** The bits of a positive f32 that is at least 2^-13 2^23. */
const bitsOfX: Value = { kind: 'parameter', index: 0, type: 'i32' };
const quarters: Value = { kind: 'parameter', index: 1, type: 'i32' };

/** Two words from so many on. */
function pairOfWords(index: Value, offset: number): Value {
  const pairs = [0, 1, 2, 3, 4].map((at) => i64((words[at + offset]! << 32n) | words[at + offset + 1]!));
  return pairs.reduceRight((rest, pair, at) => select('i64', pair, rest, operation('i32.eq', index, i32(at))));
}

/** The fraction of a turn, as 64 bits after the point. */
function turns(): Value {
  const significand = wide.of(word.or(word.and(bitsOfX, i32(0x7fffff)), i32(0x800000)));
  // The exponent of the last bit of m is 150 below the biased one.
  const shift = word.sub(word.shrUnsigned(bitsOfX, i32(23)), i32(150 - 32));
  const index = word.shrUnsigned(shift, i32(5));
  const by = wide.of(word.and(shift, i32(31)));
  const first = pairOfWords(index, 0);
  const second = pairOfWords(index, 2);
  const carried = wide.shrUnsigned(wide.shrUnsigned(second, i64(1n)), operation('i64.sub', i64(63n), by));
  const high = wide.or(wide.shl(first, by), carried);
  const low = wide.shrUnsigned(wide.shl(second, by), i64(32n));
  return wide.add(wide.mul(high, significand), wide.shrUnsigned(wide.mul(low, significand), i64(32n)));
}

/** A signed fraction of 64 bits as a number: the upper word with its sign and the lower one without. */
function signedFraction(x: Value): Value {
  const upper = operation('f64.convert_i32_s', operation('i32.wrap_i64', wide.shrUnsigned(x, i64(32n))));
  const lower = operation('f64.convert_i32_u', operation('i32.wrap_i64', x));
  return double.add(double.mul(upper, f64(2 ** 32)), lower);
}

const horner = (z: Value, terms: readonly number[]): Value =>
  terms
    .slice(0, -1)
    .reduceRight<Value>((sum, term) => double.add(double.mul(sum, z), f64(term)), f64(terms[terms.length - 1]!));

function sineOfTurns(): Value {
  const angle = wide.add(turns(), wide.shl(wide.of(quarters), i64(62n)));
  const nearest = wide.shrUnsigned(wide.add(angle, i64(1n << 61n)), i64(62n));
  // Four times the angle, without whole quarters: what is above a half counts as negative.
  const r = double.mul(signedFraction(wide.shl(angle, i64(2n))), f64((Math.PI / 2) * 2 ** -64));
  const z = double.mul(r, r);
  const sine = double.add(r, double.mul(double.mul(r, z), horner(z, coefficients.sine)));
  const squares = double.mul(double.mul(z, z), horner(z, coefficients.cosine));
  const cosine = double.add(double.sub(f64(1), double.mul(z, f64(0.5))), squares);
  const quarter = operation('i32.wrap_i64', nearest);
  const value = select('f64', cosine, sine, word.and(quarter, i32(1)));
  return select('f64', operation('f64.neg', value), value, word.and(quarter, i32(2)));
}

export const largeAngle: VectorFunction = {
  parameters: ['i32', 'i32'],
  type: 'f32',
  result: operation('f32.demote_f64', sineOfTurns()),
};
