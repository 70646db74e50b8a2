import { bits, f, i, polynomial, signBit, signOf } from './lanes.js';
import { coefficients } from './coefficients.js';
import { rounder } from './exponential.js';
import { call, i32, lane, unary, vectorParameter, type Value, type VectorFunction } from './value.js';

/**
 * pi / 2 in four parts. Their products with a k of 11 bits are exact for the first three, of 13 bits each, and what the
 * parts leave out is below 2^-60. Measured over all f32 up to the bound, sine and cosine are within 1.56 ULP.
 */
const [part1, part2, part3, part4] = partsOfHalfPi([11, 24, 37]);
const bound = 2 ** 11;

function partsOfHalfPi(ends: readonly [number, number, number]): readonly [number, number, number, number] {
  // pi / 2 times 2^80.
  let rest = 0x1921fb54442d18469898cn;
  const first = ends.map((end) => {
    const step = 1n << BigInt(80 - end);
    const part = (rest / step) * step;
    rest -= part;
    return Number(part) / 2 ** 80;
  });
  return [...(first as [number, number, number]), Number(rest) / 2 ** 80];
}

interface Reduced {
  /** In its lowest bits the quarter turns, and one more where the cosine is asked for. */
  readonly shifted: Value;
  readonly r: Value;
}

/** x = k pi / 2 + r, |r| <= pi / 4. What the third difference rounds away, the first that does, goes into the fourth. */
function reduceByHalfPi(x: Value, quarters: 0 | 1): Reduced {
  const shifted = f.add(f.mul(x, 2 / Math.PI), rounder + quarters);
  const k = f.sub(shifted, rounder + quarters);
  const exact = f.sub(f.sub(x, f.mul(k, part1)), f.mul(k, part2));
  const third = f.mul(k, part3);
  const near = f.sub(exact, third);
  const lost = f.sub(f.sub(exact, near), third);
  return { shifted, r: f.add(near, f.sub(lost, f.mul(k, part4))) };
}

const sineOf = (r: Value, z: Value): Value => f.add(r, f.mul(f.mul(r, z), polynomial(z, coefficients.sine)));

const cosineOf = (z: Value): Value =>
  f.add(f.sub(1, f.mul(z, 0.5)), f.mul(f.mul(z, z), polynomial(z, coefficients.cosine)));

const oddQuarters = (shifted: Value): Value => i.shr(i.shl(shifted, 31), 31);

/** The sine of r and so many quarter turns: of an odd number the cosine, of two or three the negative. */
function sineOfQuarters({ shifted, r }: Reduced): Value {
  const z = f.mul(r, r);
  const value = bits.select(cosineOf(z), sineOf(r, z), oddQuarters(shifted));
  return bits.xor(value, bits.and(i.shl(shifted, 30), signBit));
}

/** Lane by lane, for large arguments; infinities become NaN. */
function largeAngles(magnitude: Value, quarters: 0 | 1): Value {
  const each = [0, 1, 2, 3].map((index) =>
    call('largeAngle', 'f32', lane('i32x4.extract_lane', index, magnitude), i32(quarters)),
  );
  const values = each.reduce<Value>((sum, value, index) => lane('f32x4.replace_lane', index, sum, value), magnitude);
  return f.add(values, f.sub(magnitude, magnitude));
}

const x = vectorParameter(0);
const magnitude = f.abs(x);
const where = f.gt(magnitude, bound);

/** Of |x|, with the sign of x: so that the sine of -0 is -0. */
export const sin: VectorFunction = {
  ...unary(() => bits.xor(sineOfQuarters(reduceByHalfPi(magnitude, 0)), signOf(x))),
  exception: { where, value: bits.xor(largeAngles(magnitude, 0), signOf(x)) },
};

export const cos: VectorFunction = {
  ...unary(() => sineOfQuarters(reduceByHalfPi(magnitude, 1))),
  exception: { where, value: largeAngles(magnitude, 1) },
};

/** sin / cos, and -cos / sin after an odd number of quarter turns. */
function tangent(): Value {
  const { shifted, r } = reduceByHalfPi(magnitude, 0);
  const z = f.mul(r, r);
  const odd = oddQuarters(shifted);
  const sine = sineOf(r, z);
  const cosine = cosineOf(z);
  const value = f.div(bits.select(cosine, sine, odd), bits.select(sine, cosine, odd));
  return bits.xor(value, bits.xor(bits.and(odd, signBit), signOf(x)));
}

export const tan: VectorFunction = {
  ...unary(tangent),
  exception: { where, value: bits.xor(f.div(largeAngles(magnitude, 0), largeAngles(magnitude, 1)), signOf(x)) },
};
