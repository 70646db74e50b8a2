import { e } from '../build.js';
import type { Expr } from '../expr.js';
import { polynomial, real } from './series.js';

/** Of w - 2.5 where w < 5: Giles, "Approximating the erfinv function" (2010). */
const middle = [
  1.50140941, 0.246640727, -0.00417768164, -0.00125372503, 0.00021858087, -4.39150654e-6, -3.5233877e-6, 3.43273939e-7,
  2.81022636e-8,
];
/** Of sqrt(w) - 4.2 beyond, up to what doubles tell from 1: to 2.2e-6, interpolated at Chebyshev's nodes. */
const tails = [
  4.04172637, 1.0099367, 0.00080465431, -0.000769768655, 0.000240046914, 4.1207951e-5, 1.05961388e-5, -5.34499304e-5,
  1.6267494e-5,
];

/** The inverse of erf: a first guess of six digits, and Halley's step, which makes three times as many of them. */
export function erfinv(x: Expr): Expr {
  const z = e.abs(x);
  const w = e.neg(e.log(e.mul(e.sub(real(1), z), e.add(real(1), z))));
  const inner = polynomial(e.sub(w, real(2.5)), middle);
  const outer = polynomial(e.sub(e.sqrt(w), real(4.2)), tails);
  const y = better(e.mul(z, e.select(e.less(w, real(5)), inner, outer)), z);
  const found = e.select(e.equal(z, real(1)), real(Infinity), y);
  return e.select(e.less(x, real(0)), e.neg(found), found);
}

/** Towards the tail by erfc, of which 1 - z is exact there. */
function better(y: Expr, z: Expr): Expr {
  const off = e.select(e.less(z, real(0.5)), e.sub(e.erf(y), z), e.sub(e.sub(real(1), z), e.erfc(y)));
  const newton = e.mul(e.mul(off, real(Math.sqrt(Math.PI) / 2)), e.exp(e.mul(y, y)));
  return e.sub(y, e.div(newton, e.add(real(1), e.mul(y, newton))));
}
