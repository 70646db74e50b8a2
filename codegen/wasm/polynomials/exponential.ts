import { bits, f, i, polynomial, signOf } from './lanes.js';
import { coefficients } from './coefficients.js';
import { unary, type Value } from './value.js';

/**
 * A number this large has no bits after the point: what is added to it is rounded to a whole number, half to even, which
 * is then also in its lowest bits (Cody and Waite, "Software manual for the elementary functions", 1980).
 */
export const rounder = 1.5 * 2 ** 23;

/** ln 2 in two parts; the first has 15 bits, so that its product with a k of 9 bits is exact. */
export const ln2High = Math.round(Math.LN2 * 2 ** 15) / 2 ** 15;
export const ln2Low = Math.LN2 - ln2High;

export interface Reduced {
  /** k and a bias in its lowest bits. */
  readonly shifted: Value;
  readonly k: Value;
  /** x - k ln 2, exact, before its low part is taken off. */
  readonly high: Value;
  readonly low: Value;
  readonly r: Value;
}

/** x = k ln 2 + r, |r| <= ln 2 / 2; of 2x, with r half as large, where `times` is 2. */
export function reduceByLn2(x: Value, bias: number, times: 1 | 2 = 1): Reduced {
  const shifted = f.add(f.mul(x, times * Math.LOG2E), rounder + bias);
  const k = f.sub(shifted, rounder + bias);
  const high = f.sub(x, f.mul(k, ln2High / times));
  const low = f.mul(k, ln2Low / times);
  return { shifted, k, high, low, r: f.sub(high, low) };
}

/** e^r - 1 - r. */
export const beyondLinear = (r: Value): Value => f.mul(f.mul(r, r), polynomial(r, coefficients.exponential));

/**
 * p 2^k, where the lowest bits of `shifted` are k + 2 * 127 (one less for half of it): as two factors, since 2^k alone
 * may not be a number; the shift takes whatever stands above its lowest nine bits away. Rounds once, also to subnormals.
 */
export function timesPowerOfTwo(p: Value, shifted: Value): Value {
  const first = i.shr(shifted, 1);
  const second = i.sub(shifted, first);
  return f.mul(f.mul(p, i.shl(first, 23)), i.shl(second, 23));
}

/** p 2^k where it is neither subnormal nor infinite, and `shifted` has no bias. */
export const addExponent = (p: Value, shifted: Value): Value => i.add(p, i.shl(shifted, 23));

const bothBiases = 254;

/** e^x by 2^k, or half of that: which is not infinite where cosh x is not. */
export function exponential(x: Value, scale: 'whole' | 'half' = 'whole'): Value {
  const { shifted, r } = reduceByLn2(x, scale === 'whole' ? bothBiases : bothBiases - 1);
  return timesPowerOfTwo(f.add(1, f.add(r, beyondLinear(r))), shifted);
}

/**
 * Below -104 all is zero. A product that is nearly zero takes processors a hundred cycles and more; from this bound on its
 * factors are zero themselves: what a mask has left out (-1e9, say) costs no more than other elements.
 */
export const farBelow = -176;

/** Beyond 89 all is infinite; the bounds keep k in range, and a NaN stays one. */
export const exp = unary((x) => exponential(f.pmax(f.pmin(x, 89), farBelow)));

/**
 * 2^k ((1 - 2^-k) + r + (e^r - 1 - r)), where the sum of the first two keeps what it rounds away (Dekker's fast sum: the
 * first is 0 or the larger one). Below -18 all is -1. A zero has the sign of x, as every result has.
 */
export const expm1 = unary((x) => {
  const { shifted, high, low, r } = reduceByLn2(f.pmax(f.pmin(x, 89), -18), bothBiases);
  // 2^-k for k up to 64: beyond 2^24 it does not count.
  const capped = f.pmin(shifted, rounder + bothBiases + 64);
  const inverse = i.sub((127 + bothBiases) << 23, i.shl(capped, 23));
  const constant = f.sub(1, inverse);
  const sum = f.add(constant, r);
  const lost = f.sub(r, f.sub(sum, constant));
  const lowOfR = f.sub(f.sub(high, r), low);
  const total = f.add(sum, f.add(lost, f.add(lowOfR, beyondLinear(r))));
  return bits.or(timesPowerOfTwo(total, shifted), signOf(x));
});
