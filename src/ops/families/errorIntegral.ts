/** The error function by its definition, 2/sqrt(pi) times the integral of exp(-t²) from 0 to x. */
export function errorIntegral(x: number): number {
  if (Number.isNaN(x)) return NaN;
  if (Math.abs(x) > 1) return x > 0 ? 1 - complement(x) : complement(-x) - 1;
  return twoOverRootPi * integral((t) => Math.exp(-t * t), x);
}

/** The integral from x to infinity: 1 - erf(x), with all digits where it is small. */
export function complement(x: number): number {
  if (Number.isNaN(x)) return NaN;
  if (x < 1) return 1 - errorIntegral(x);
  if (x === Infinity) return 0;
  // Moved to start at x: exp(-(x + t)²) = exp(-x²) exp(-t² - 2xt), of which all beyond the end is below 1e-18.
  const end = Math.min(6.5, 21 / x);
  const high = Math.fround(x);
  const outside = Math.exp(-high * high) * Math.exp(-(x - high) * (x + high));
  return outside === 0 ? 0 : twoOverRootPi * outside * integral((t) => Math.exp(-t * t - 2 * x * t), end);
}

const twoOverRootPi = 2 / Math.sqrt(Math.PI);

/** From 0 to `end` by the double exponential rule of Takahasi and Mori (1974), to the last digits for what is smooth. */
function integral(f: (t: number) => number, end: number): number {
  const step = 1 / 32;
  let sum = 0;
  for (let k = -104; k <= 104; k++) {
    const u = k * step;
    const inner = (Math.PI / 2) * Math.sinh(u);
    const weight = ((Math.PI / 2) * Math.cosh(u)) / Math.cosh(inner) ** 2;
    sum += weight * f((end / 2) * (1 + Math.tanh(inner)));
  }
  return (sum * step * end) / 2;
}

/** Where the error function has this value: Winitzki's guess (2008), and Newton's steps until nothing changes. */
export function inverseErrorIntegral(x: number): number {
  if (x < 0) return -inverseErrorIntegral(-x);
  if (x === 0 || !(x < 1)) return x === 0 ? x : x === 1 ? Infinity : NaN;
  const a = 0.147;
  const [log, part] = [Math.log((1 - x) * (1 + x)), 2 / (Math.PI * a)];
  const half = part + log / 2;
  let y = Math.sqrt(Math.sqrt(half * half - log / a) - half);
  for (let k = 0; k < 6; k++) {
    const off = x < 0.5 ? errorIntegral(y) - x : 1 - x - complement(y);
    y -= (off * Math.exp(y * y)) / twoOverRootPi;
  }
  return y;
}
