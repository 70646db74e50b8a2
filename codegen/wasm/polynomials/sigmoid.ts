import { bits, f, i, polynomial } from './lanes.js';
import { coefficients } from './coefficients.js';
import { beyondLinear, exponential, farBelow, reduceByLn2 } from './exponential.js';
import { unary, type Value } from './value.js';

/** e^-|x|, which is 0 from 104 on. */
const decay = (x: Value): Value => exponential(f.pmax(f.neg(f.abs(x)), farBelow));

/**
 * q = 1 / (1 + e^|x|) for a negative x, 1 - q for others, so that neither end loses its digits. With e^|x| as
 * 2^a 2^b (1 + u), a and b about equal, q is 2^-a / (2^b + (2^-a + 2^b u)): no overflow, and one rounding to a subnormal.
 */
export const sigmoid = unary((x) => {
  const { shifted, r } = reduceByLn2(f.pmin(f.abs(x), 104), 2 * 127);
  const first = i.shr(shifted, 1);
  const scale = i.shl(i.sub(shifted, first), 23);
  const inverse = i.sub(254 << 23, i.shl(first, 23));
  const divisor = f.add(scale, f.add(inverse, f.mul(scale, f.add(r, beyondLinear(r)))));
  const q = f.div(inverse, divisor);
  return bits.select(q, f.sub(1, q), f.lt(x, 0));
});

/** max(x, 0) + log(1 + y), y = e^-|x|: by twice the inverse hyperbolic tangent of y / (2 + y). */
export const softplus = unary((x) => {
  const y = decay(x);
  const s = f.div(y, f.add(y, 2));
  const z = f.mul(s, s);
  const logarithm = f.add(f.add(s, s), f.mul(f.mul(s, z), polynomial(z, coefficients.logarithmOfSum)));
  return f.add(f.pmax(x, 0), logarithm);
});
