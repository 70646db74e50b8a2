import { e } from '../build.js';
import type { Expr } from '../expr.js';

// What the special functions are made of. They hold in float64 and, rounding aside, in f32: no difference of near values
// is taken but of what is exact.

export const real = (value: number): Expr => e.constant(value, 'f32');

/** c0 + x (c1 + x (c2 + …)). */
export const polynomial = (x: Expr, coefficients: readonly number[]): Expr =>
  coefficients.slice(0, -1).reduceRight<Expr>((sum, c) => e.add(real(c), e.mul(x, sum)), real(coefficients.at(-1)!));

/** x to a power of at least 1, by squaring. */
export function whole(x: Expr, power: number): Expr {
  if (power === 1) return x;
  const half = whole(x, Math.floor(power / 2));
  const square = e.mul(half, half);
  return power % 2 === 0 ? square : e.mul(square, x);
}

/** sin πx and cos πx, up to one sign of both, and whether x is an integer: exact however far out it is. */
export function turned(x: Expr): { readonly sin: Expr; readonly cos: Expr; readonly isWhole: Expr } {
  const part = e.sub(x, e.round(x));
  const sine = (of: Expr): Expr => e.sin(e.mul(of, real(Math.PI)));
  // By the sine of what is left to a quarter, which is exact where it is 0.
  const cos = sine(e.sub(real(0.5), e.abs(part)));
  return { sin: sine(part), cos, isWhole: e.not(e.less(real(0), e.abs(part))) };
}
