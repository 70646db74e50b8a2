import { bits, d, f, inDouble, polynomial, polynomialInDouble, signOf } from './lanes.js';
import { coefficients } from './coefficients.js';
import { addExponent, rounder } from './exponential.js';
import { powerOfTwoInDouble } from './power.js';
import { unary } from './value.js';

/** For |x| < 0.9, and NaN, an odd polynomial, beyond 1 - erfc, where log2 erfc is a polynomial in |x| - 1, which rounds little where erfc is large; from 4 on it is 1. */
export const erf = unary((x) => {
  const magnitude = f.abs(x);
  const z = f.mul(x, x);
  const near = f.add(magnitude, f.mul(magnitude, polynomial(z, coefficients.errorFunction)));

  const exponent = polynomial(f.sub(f.pmin(magnitude, 4), 1), coefficients.errorTail);
  const shifted = f.add(exponent, rounder);
  const r = f.sub(exponent, f.sub(shifted, rounder));
  const power = f.add(1, f.mul(r, polynomial(r, coefficients.powerOfTwo)));
  const beyond = f.sub(1, addExponent(power, shifted));
  return bits.or(bits.select(beyond, near, f.ge(magnitude, 0.9)), signOf(x));
});

/**
 * In f64, where the square of an f32 is exact: e^(-a²) / (1 + 2a) times a polynomial in (a - 2) / (a + 2), a = |x|, which
 * maps the whole half line to [-1, 1) (Schonfelder, 1978). From 10.2 on it is 0 in f32.
 */
export const erfc = unary((x) =>
  inDouble((wide) => {
    const a = d.pmin(d.abs(wide), 10.2);
    const t = d.div(d.sub(a, 2), d.add(a, 2));
    const power = powerOfTwoInDouble(d.mul(d.mul(a, a), -Math.LOG2E));
    const value = d.div(d.mul(power, polynomialInDouble(t, coefficients.scaledErfc)), d.add(d.add(a, a), 1));
    return bits.select(d.sub(2, value), value, d.lt(wide, 0));
  }, x),
);
