import { e } from '../build.js';
import type { Expr } from '../expr.js';
import { polynomial, real, turned } from './series.js';

/** lgamma(2 + z) / z for |z| <= 1/2, to 6e-17: interpolated at Chebyshev's nodes. */
const aroundTwo = [
  0.42278433509846713, 0.3224670334241132, -0.06735230105319563, 0.02058080842778338, -0.007385551028935545,
  0.002890510330865901, -0.0011927539009983087, 0.0005096695196526673, -0.00022315497746292723, 9.945761692157133e-5,
  -4.4923727564247656e-5, 2.050601970174762e-5, -9.45628851510172e-6, 4.3828545383846665e-6, -1.9743106888421067e-6,
  9.242852225162277e-7, -5.811277768921246e-7, 2.7475390051909663e-7,
];

/** B(2k) / (2k (2k - 1)), of Stirling's series in 1 / x². */
const stirling = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156, -3617 / 122400];

/** From here on Stirling's series is exact to double precision. */
const far = 8.5;

/** log |Γ(x)|: within 1e-15 of the greater of 1 and the result in float64; its zeros at 1 and 2 keep all digits. */
export function lgamma(x: Expr): Expr {
  const y = e.abs(x);
  // Γ(-y) Γ(y) = -π / (y sin πy).
  const { sin, isWhole } = turned(x);
  const mirrored = e.sub(e.log(e.div(real(Math.PI), e.mul(y, e.abs(sin)))), right(y));
  return e.select(e.less(x, real(-0.5)), e.select(isWhole, real(Infinity), mirrored), right(x));
}

/** For x >= -1/2. */
const right = (x: Expr): Expr => e.select(e.less(x, real(far)), near(x), distant(x));

/** Moved to 2 + z by whole steps, whose factors are multiplied: Γ(x) = (x - 1) Γ(x - 1). */
function near(x: Expr): Expr {
  const n = e.round(x);
  const z = e.sub(x, n);
  const above = [2, 3, 4, 5, 6, 7].map((j) => e.select(e.less(real(j + 0.5), n), e.add(z, real(j)), real(1)));
  const product = above.reduce((a, b) => e.mul(a, b));
  const isOne = e.less(real(0.5), n);
  const below = e.abs(e.select(isOne, x, e.mul(x, e.add(x, real(1)))));
  const atTwo = e.mul(z, polynomial(z, aroundTwo));
  return e.select(e.less(n, real(1.5)), e.sub(atTwo, e.log(below)), e.add(atTwo, e.log(product)));
}

function distant(x: Expr): Expr {
  const r = e.div(real(1), x);
  const series = e.mul(r, polynomial(e.mul(r, r), stirling));
  const main = e.mul(e.sub(x, real(0.5)), e.sub(e.log(x), real(1)));
  return e.add(main, e.add(real(0.5 * Math.log(2 * Math.PI) - 0.5), series));
}
