import { bits, f, i, polynomial, signOf } from './lanes.js';
import { coefficients } from './coefficients.js';
import { oddSeries } from './hyperbolic.js';
import { binary, unary, type Value } from './value.js';

/** pi and pi / 2 as f32, and what these leave out. */
const pi = Math.fround(Math.PI);
const piRest = Math.PI - pi;

/** y - value with the rest of y that f32 does not hold. */
const minus = (y: number, rest: number, value: Value): Value => f.sub(y, f.sub(value, rest));

/** asin of t <= 1/2, or of the sine of half the angle beyond: asin a = pi / 2 - 2 asin sqrt((1 - a) / 2). */
interface Arc {
  readonly far: Value;
  readonly value: Value;
}

function arcOf(magnitude: Value): Arc {
  const far = f.gt(magnitude, 0.5);
  const square = f.mul(f.sub(1, magnitude), 0.5);
  const t = bits.select(f.sqrt(square), magnitude, far);
  const z = bits.select(square, f.mul(magnitude, magnitude), far);
  return { far, value: f.add(t, f.mul(f.mul(t, z), polynomial(z, coefficients.arcSine))) };
}

/** NaN beyond 1, as the square root is. */
export const asin = unary((x) => {
  const { far, value } = arcOf(f.abs(x));
  const beyond = minus(pi / 2, piRest / 2, f.add(value, value));
  return bits.or(bits.select(beyond, value, far), signOf(x));
});

/** Twice the half angle, or pi less it for a negative x; near 0 pi / 2 - asin x. */
export const acos = unary((x) => {
  const { far, value } = arcOf(f.abs(x));
  const twice = f.add(value, value);
  const beyond = bits.select(minus(pi, piRest, twice), twice, f.lt(x, 0));
  const near = minus(pi / 2, piRest / 2, bits.or(value, signOf(x)));
  return bits.select(beyond, near, far);
});

/** atan t of a t <= 1, or pi / 2 less it for 1 / t. */
const quadrant = (t: Value, inverted: Value): Value => {
  const value = oddSeries(t, coefficients.arcTangent);
  return bits.select(minus(pi / 2, piRest / 2, value), value, inverted);
};

export const atan = unary((x) => {
  const magnitude = f.abs(x);
  const inverted = f.gt(magnitude, 1);
  const t = f.div(f.pmin(magnitude, 1), bits.select(magnitude, f.of(1), inverted));
  return bits.or(quadrant(t, inverted), signOf(x));
});

/** The special values are those of C99: two zeros or two infinities have the directions of the axes and diagonals. */
export const atan2 = binary((y, x) => {
  const height = f.abs(y);
  const width = f.abs(x);
  const steep = f.gt(height, width);
  const less = bits.select(width, height, steep);
  const more = bits.select(height, width, steep);
  // 0 / 0 counts as 0, and Infinity / Infinity as 1.
  const ratio = bits.select(bits.and(f.of(1), f.ne(more, 0)), f.div(less, more), f.eq(less, more));
  const value = quadrant(ratio, steep);
  const left = i.shr(x, 31);
  return bits.or(bits.select(minus(pi, piRest, value), value, left), signOf(y));
});
