import { e } from '../build.js';
import type { Expr } from '../expr.js';
import { polynomial, real, turned } from './series.js';

/** The positive zero of digamma in two parts: the first has the digits of f32. */
const zero = [1.4616321325302124, 1.2438149938918909e-8] as const;

/** digamma(1.5 + t) / (1.5 + t - zero) for |t| <= 1/2, to 1.4e-16: interpolated at Chebyshev's nodes. */
const aroundZero = [
  0.9510558760318328, -0.4236274212814573, 0.24054248424078478, -0.14840492305485808, 0.09498872445354183,
  -0.06192213319072707, 0.0407608338843387, -0.026975800029253667, 0.017907250563619775, -0.011908146513976738,
  0.007926972735646359, -0.005280903066090605, 0.0035187504361950134, -0.002337552647103118, 0.0015580749137213761,
  -0.0010776863967234226, 0.0007184107969046378, -0.00035476352053371977, 0.00023650171719339814,
  -0.0003783907897248858, 0.0002522590506964885,
];

/** B(2k) / 2k, of the asymptotic series in 1 / x². */
const asymptotic = [1 / 12, -1 / 120, 1 / 252, -1 / 240, 1 / 132, -691 / 32760, 1 / 12, -3617 / 8160, 43867 / 14364];

/** From here on the asymptotic series is exact to double precision. */
const far = 8;

/** The derivative of lgamma: within 1e-15 of the greater of 1 and the result in float64; its positive zero keeps all digits. */
export function digamma(x: Expr): Expr {
  const y = e.abs(x);
  const { sin, cos, isWhole } = turned(y);
  // ψ(-y) = ψ(y) + 1 / y + π / tan πy.
  const mirrored = e.add(e.add(right(y), e.div(real(1), y)), e.mul(real(Math.PI), e.div(cos, sin)));
  return e.select(e.less(x, real(0)), e.select(isWhole, real(NaN), mirrored), right(x));
}

/** For x >= 0. */
const right = (x: Expr): Expr => e.select(e.less(x, real(far)), near(x), distant(x));

/** Moved between 1 and 2 by whole steps: ψ(x) = ψ(x - 1) + 1 / (x - 1). */
function near(x: Expr): Expr {
  const steps = e.sub(e.floor(x), real(1));
  const inside = e.sub(x, steps);
  const factor = e.sub(e.sub(inside, real(zero[0])), real(zero[1]));
  const atZero = e.mul(factor, polynomial(e.sub(inside, real(1.5)), aroundZero));
  const above = [1, 2, 3, 4, 5, 6].map((j) =>
    e.select(e.less(real(j - 0.5), steps), e.div(real(1), e.sub(x, real(j))), real(0)),
  );
  const sum = above.reduce((a, b) => e.add(a, b));
  return e.add(atZero, e.select(e.less(x, real(1)), e.div(real(-1), x), sum));
}

function distant(x: Expr): Expr {
  const r = e.div(real(1), x);
  const square = e.mul(r, r);
  return e.sub(e.log(x), e.add(e.mul(real(0.5), r), e.mul(square, polynomial(square, asymptotic))));
}
