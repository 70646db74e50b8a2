import { bits, f, polynomial } from './lanes.js';
import { coefficients } from './coefficients.js';
import { exponential } from './exponential.js';
import { unary, type Value } from './value.js';

/** e^-|x|, which is 0 from 104 on. */
const decay = (x: Value): Value => exponential(f.pmax(f.neg(f.abs(x)), -104));

/** With y = e^-|x| and q = y / (1 + y): q for a negative x, 1 - q for others, so that neither end loses its digits. */
export const sigmoid = unary((x) => {
  const y = decay(x);
  const q = f.div(y, f.add(y, 1));
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
