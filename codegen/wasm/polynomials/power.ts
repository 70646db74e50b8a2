import { bits, d, f, inDouble, polynomialInDouble, signOf, wide } from './lanes.js';
import { coefficients } from './coefficients.js';
import { binary, type Value } from './value.js';

/** As the rounder of f32: what is added to it is rounded to a whole number, which is then in its lowest bits. */
const rounderInDouble = 1.5 * 2 ** 52;

/** 2^x for -1000 < x < 1000, in f64; of NaN it is NaN, which a sum of exponents would not keep. */
export function powerOfTwoInDouble(x: Value): Value {
  const shifted = d.add(x, rounderInDouble + 1023);
  const r = d.sub(x, d.sub(shifted, rounderInDouble + 1023));
  return d.mul(polynomialInDouble(r, coefficients.powerOfTwoInDouble), wide.shl(shifted, 52));
}

/** The upper word of sqrt(1/2), the lower word 0. */
const rootOfHalf = 0x3fe6a09e * 2 ** 32;
const exponentBits = 0x3ff * 2 ** 52;

/** log2 x of a positive number that was an f32, subnormal or not: in f64 all of these are normal. */
function logarithmInDouble(x: Value): Value {
  const above = wide.sub(x, rootOfHalf);
  // The exponent, with its bias, becomes a number by way of the lowest bits of 2^52.
  const biased = wide.shrUnsigned(wide.add(above, exponentBits), 52);
  const e = d.sub(bits.or(biased, d.of(2 ** 52)), 2 ** 52 + 1023);
  const lowerBits = wide.sub(x, wide.shl(wide.sub(biased, 1023), 52));
  const s = d.div(d.sub(lowerBits, 1), d.add(lowerBits, 1));
  return d.add(e, d.mul(s, polynomialInDouble(d.mul(s, s), coefficients.logarithmInDouble)));
}

/** |a|^b for a neither 0 nor infinite: 2^(b log2 |a|), kept where 2^k is a number of f64 and 0 or Infinity in f32. */
const magnitudeOfPower = (a: Value, b: Value): Value =>
  powerOfTwoInDouble(d.pmax(d.pmin(d.mul(b, logarithmInDouble(a)), 200), -200));

/** 0 or Infinity to the power of b: what goes with the sign of b. NaN for NaN. */
const powerOfExtreme = (magnitude: Value, b: Value): Value => {
  const sign = f.sub(bits.and(f.ne(magnitude, 0), f.of(2)), 1);
  return f.pmax(f.mul(f.mul(b, sign), Infinity), 0);
};

/** The special values are those of C99: 1 to any power is 1, and so is anything to the power of 0. */
export const pow = binary((a, b) => {
  const magnitude = f.abs(a);
  const extreme = bits.or(f.eq(magnitude, 0), f.eq(magnitude, Infinity));
  const ordinary = inDouble(magnitudeOfPower, magnitude, b);
  const positive = bits.select(powerOfExtreme(magnitude, b), ordinary, extreme);

  const whole = f.eq(f.nearest(b), b);
  const half = f.mul(b, 0.5);
  const odd = bits.and(whole, f.ne(f.trunc(half), half));
  const signed = bits.or(positive, bits.and(signOf(a), odd));

  // Of a finite negative number only whole powers are real. All bits of NaN are ones here; that of b is in the product.
  const unreal = bits.or(bits.without(bits.without(f.lt(a, 0), whole), extreme), f.ne(a, a));
  const endless = bits.and(f.eq(magnitude, 1), f.eq(f.abs(b), Infinity));
  const one = bits.or(bits.or(f.eq(a, 1), f.eq(b, 0)), endless);
  return bits.select(f.of(1), bits.or(signed, unreal), one);
});
