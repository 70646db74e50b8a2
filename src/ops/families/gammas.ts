// The functions around Γ by their definitions, in float64: moved up until a few terms of Stirling's series are exact.

const high = 30;

/** log |Γ(x)|. */
export function logGamma(x: number): number {
  if (Math.abs(x) === Infinity || (x <= 0 && Number.isInteger(x))) return Infinity;
  if (x < 0.5) return Math.log(Math.PI / Math.abs(sinTurn(x))) - logGamma(1 - x);
  let [at, product] = [x, 1];
  for (; at < high; at++) product *= at;
  const r = 1 / at;
  const series = r * (1 / 12 - r * r * (1 / 360 - r * r * (1 / 1260 - r * r * (1 / 1680 - r * r * (1 / 1188)))));
  return (at - 0.5) * Math.log(at) - at + 0.5 * Math.log(2 * Math.PI) + series - Math.log(product);
}

/** Its derivative of order n + 1: digamma where n is 0. */
export function polyGamma(n: number, x: number): number {
  if (x <= 0 && Number.isInteger(x)) return poleOf(n, x);
  if (x < -1e4) return NaN;
  const sign = n % 2 === 0 ? -1 : 1;
  let factorial = 1;
  for (let k = 2; k <= n; k++) factorial *= k;
  let [at, sum] = [x, 0];
  for (; at < high + 2 * n; at++) sum += at ** -(n + 1);
  return sign * factorial * (sum + restOf(n, at));
}

/** The sum of 1 / (at + k)^(n + 1) over all k by Euler and Maclaurin; of n = 0 what of it depends on `at`. */
function restOf(n: number, at: number): number {
  const bernoulli = [1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730];
  const whole = n === 0 ? -Math.log(at) : at ** -n / n;
  let sum = whole + 0.5 * at ** -(n + 1);
  let rising = n + 1;
  let factorial = 2;
  bernoulli.forEach((b, k) => {
    sum += (b * rising * at ** -(n + 2 + 2 * k)) / factorial;
    rising *= (n + 2 + 2 * k) * (n + 3 + 2 * k);
    factorial *= (2 * k + 3) * (2 * k + 4);
  });
  return sum;
}

/** From the right at 0, where -0 is the left; elsewhere only where both sides agree. */
function poleOf(n: number, x: number): number {
  if (n % 2 === 1) return Infinity;
  if (x < 0) return NaN;
  return n === 0 && Object.is(x, -0) ? Infinity : -Infinity;
}

/** sin πx, exact at all integers. */
const sinTurn = (x: number): number => Math.sin(Math.PI * (x - Math.round(x)));
