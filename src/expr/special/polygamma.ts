import { range } from '../../base/index.js';
import { e } from '../build.js';
import type { Expr } from '../expr.js';
import { polynomial, real, turned, whole } from './series.js';

/** So many terms of the sum are written out before Euler's and Maclaurin's formula stands for the rest. */
const terms = 10;

/** B(2k) / (2k)!. */
const bernoulli = [
  8.333333333333333e-2, -1.388888888888889e-3, 3.306878306878307e-5, -8.267195767195768e-7, 2.08767569878681e-8,
  -5.284190138687493e-10, 1.3382536530684679e-11, -3.3896802963225827e-13, 8.586062056277845e-15,
];

/** The n-th derivative of digamma, n >= 1: for x > 0 no term has another sign, so that all digits are kept. */
export function polygamma(n: number, x: Expr): Expr {
  const y = e.abs(x);
  const { sin, cos, isWhole } = turned(x);
  const cot = e.div(cos, sin);
  const sign = n % 2 === 0 ? -1 : 1;
  // ψn(x) = (-1)^n ψn(1 - x) - π^(n+1) times the n-th derivative of the cotangent.
  const turn = e.mul(real(-(Math.PI ** (n + 1))), derivativeOfCot(n, cot));
  const mirrored = e.add(e.mul(real(-sign), right(n, e.add(y, real(1)))), turn);
  const pole = real(sign > 0 ? Infinity : NaN);
  return e.select(e.less(x, real(0)), e.select(isWhole, pole, mirrored), right(n, x));
}

/** For x >= 0: (-1)^(n+1) n! times the sum of 1 / (x + k)^(n+1). */
function right(n: number, x: Expr): Expr {
  const s = n + 1;
  const sum = range(terms)
    .map((k) => whole(e.div(real(1), e.add(x, real(k))), s))
    .reduceRight((a, b) => e.add(a, b), rest(s, e.add(x, real(terms))));
  const factorial = range(n).reduce((product, k) => product * (k + 1), 1);
  return e.mul(real(n % 2 === 0 ? -factorial : factorial), sum);
}

/** The sum of 1 / (a + k)^s. */
function rest(s: number, a: Expr): Expr {
  const r = e.div(real(1), a);
  const above = whole(r, s - 1);
  const power = e.mul(above, r);
  // s (s + 1) … (s + 2k - 2) B(2k) / (2k)!
  let rising = s;
  const series = bernoulli.map((b, k) => {
    if (k > 0) rising *= (s + 2 * k - 1) * (s + 2 * k);
    return b * rising;
  });
  const tail = e.mul(e.mul(power, r), polynomial(e.mul(r, r), series));
  return e.add(e.add(e.div(above, real(s - 1)), e.mul(power, real(0.5))), tail);
}

/** A polynomial of the cotangent, by Horner in its square: all of its coefficients have one sign. */
function derivativeOfCot(n: number, cot: Expr): Expr {
  let coefficients: readonly number[] = [0, 1];
  for (let k = 0; k < n; k++) coefficients = derived(coefficients);
  const parity = (n + 1) % 2;
  const inSquare = polynomial(
    e.mul(cot, cot),
    coefficients.filter((_, k) => k % 2 === parity),
  );
  return parity === 1 ? e.mul(cot, inSquare) : inSquare;
}

/** d/dx p(cot x) = -(1 + c²) p'(c). */
function derived(p: readonly number[]): number[] {
  const slope = p.slice(1).map((c, k) => c * (k + 1));
  const at = (k: number): number => slope[k] ?? 0;
  return range(slope.length + 2).map((k) => -at(k) - at(k - 2));
}
