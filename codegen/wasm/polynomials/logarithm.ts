import { bits, f, i, polynomial, signOf } from './lanes.js';
import { coefficients } from './coefficients.js';
import { ln2High, ln2Low } from './exponential.js';
import { unary, type Value } from './value.js';

/** The bits of sqrt(1/2): from there a significand goes to sqrt(2), so that its logarithm is least. */
const rootOfHalf = 0x3f3504f3;

interface Split {
  /** e of x = 2^e (1 + fraction), as an integer. */
  readonly exponent: Value;
  readonly fraction: Value;
}

function split(x: Value): Split {
  const exponent = i.shr(i.sub(x, rootOfHalf), 23);
  return { exponent, fraction: f.sub(i.sub(x, i.shl(exponent, 23)), 1) };
}

/**
 * e ln 2 + log(1 + t) + correction: with s = t / (2 + t), log(1 + t) is t - (t²/2 - s (t²/2 + R)), where the sum of what
 * is large, e ln 2 + t, is exact for |e| <= 1 and keeps its rounding error beyond.
 */
function assemble(e: Value, t: Value, correction?: Value): Value {
  const s = f.div(t, f.add(t, 2));
  const z = f.mul(s, s);
  const halfSquare = f.mul(f.mul(t, 0.5), t);
  const tail = f.mul(s, f.add(halfSquare, f.mul(z, polynomial(z, coefficients.logarithm))));
  const large = f.mul(e, ln2High);
  const sum = f.add(large, t);
  const lost = f.sub(t, f.sub(sum, large));
  const low = f.add(f.mul(e, ln2Low), correction === undefined ? lost : f.add(lost, correction));
  return f.add(sum, f.sub(f.add(tail, low), halfSquare));
}

/** Where x is 0: -Infinity; negative: NaN; Infinity or NaN: itself. */
const outside = (x: Value): Value => f.sub(f.sqrt(x), bits.and(f.eq(x, 0), f.of(Infinity)));

const inside = (x: Value): Value => bits.and(f.gt(x, 0), f.lt(x, Infinity));

/** Subnormals are multiplied by 2^25 first. */
export const log = unary((x) => {
  const tiny = f.lt(x, 2 ** -126);
  const { exponent, fraction } = split(bits.select(f.mul(x, 2 ** 25), x, tiny));
  const e = f.fromInt32(i.sub(exponent, bits.and(tiny, 25)));
  return bits.select(assemble(e, fraction), outside(x), inside(x));
});

/** log(u) + c / u, where u + c is 1 + x without error (Knuth's sum). A zero has the sign of x, as every result has. */
export const log1p = unary((x) => {
  const u = f.add(x, 1);
  const partOfX = f.sub(u, 1);
  const c = f.add(f.sub(1, f.sub(u, partOfX)), f.sub(x, partOfX));
  const { exponent, fraction } = split(u);
  const value = assemble(f.fromInt32(exponent), fraction, f.div(c, u));
  return bits.or(bits.select(value, outside(u), inside(u)), signOf(x));
});
