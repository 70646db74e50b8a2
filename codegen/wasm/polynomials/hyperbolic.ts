import { bits, f, i, polynomial, signOf } from './lanes.js';
import { coefficients } from './coefficients.js';
import { beyondLinear, exponential, reduceByLn2 } from './exponential.js';
import { unary, type Value } from './value.js';

/** x + x³ P(x²). */
export const oddSeries = (x: Value, terms: readonly number[]): Value => {
  const z = f.mul(x, x);
  return f.add(x, f.mul(f.mul(x, z), polynomial(z, terms)));
};

/** Beyond 90 all is infinite. */
const halfExponential = (magnitude: Value): Value => exponential(f.pmin(magnitude, 90), 'half');

/** For |x| < 1 an odd polynomial, beyond E - 1 / (4 E) with E = e^|x| / 2. */
export const sinh = unary((x) => {
  const magnitude = f.abs(x);
  const half = halfExponential(magnitude);
  const beyond = f.sub(half, f.div(0.25, half));
  const near = oddSeries(magnitude, coefficients.hyperbolicSine);
  return bits.or(bits.select(near, beyond, f.lt(magnitude, 1)), signOf(x));
});

export const cosh = unary((x) => {
  const half = halfExponential(f.abs(x));
  return f.add(half, f.div(0.25, half));
});

/**
 * For |x| < 0.625, and NaN, an odd polynomial, beyond 1 - 2 / (e^2|x| + 1), which is 1 from 9.1 on. With e^2|x| as
 * 2^k (1 + u) the divisor is (2^k + 1) + 2^k u, where only the last sum rounds.
 */
export const tanh = unary((x) => {
  const magnitude = f.abs(x);
  const { shifted, r } = reduceByLn2(f.pmin(magnitude, 9.1), 127, 2);
  const twice = f.add(r, r);
  const scale = i.shl(shifted, 23);
  const divisor = f.add(f.add(scale, 1), f.mul(scale, f.add(twice, beyondLinear(twice))));
  const beyond = f.sub(1, f.div(2, divisor));
  const near = oddSeries(magnitude, coefficients.hyperbolicTangent);
  return bits.or(bits.select(beyond, near, f.ge(magnitude, 0.625)), signOf(x));
});
