/** 2/sqrt(pi) times the integral of exp(-t²) from 0 to x, by Simpson's rule: a definition that no series stands behind. */
export function errorIntegral(x: number): number {
  if (Math.abs(x) > 6.5 || Number.isNaN(x)) return Math.sign(x);
  const steps = 2000;
  const f = (k: number): number => Math.exp(-(((k * x) / steps) ** 2));
  let sum = f(0) + f(steps);
  for (let k = 1; k < steps; k++) sum += (k % 2 === 1 ? 4 : 2) * f(k);
  return ((sum * x) / (3 * steps)) * (2 / Math.sqrt(Math.PI));
}
