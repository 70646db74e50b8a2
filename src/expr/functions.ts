import { dtypes, type DType } from '../base/index.js';

/** What a scalar function is: the compiler needs nothing else to fold, bound, cost and print it. */
export interface ScalarFacts {
  readonly arity: 1 | 2 | 4;
  /** The dtype of the result: that of the operands unless said otherwise. */
  readonly result?: DType;
  /** Meaning on float64 values; integer results are wrapped by the caller. */
  readonly evaluate: (...xs: number[]) => number;
  /** About how many multiplications one call costs; decides what is computed again and what is kept. */
  readonly cost: number;
}

const flag = (test: boolean): number => (test ? 1 : 0);

/** floor division and its remainder, with the sign of the divisor, as NumPy's and Python's. */
const floorDivide = (a: number, b: number): number => Math.floor(a / b);
const floorModulo = (a: number, b: number): number => {
  const r = a % b;
  return r !== 0 && r < 0 !== b < 0 ? r + b : r;
};

export function roundHalfToEven(x: number): number {
  const down = Math.floor(x);
  const rest = x - down;
  if (rest < 0.5) return down;
  if (rest > 0.5) return down + 1;
  return down % 2 === 0 ? down : down + 1;
}

/** One row a scalar function. A back end has a table with the same rows: one missing there does not compile. */
export const functions = {
  add: { arity: 2, cost: 1, evaluate: (a, b) => a + b },
  sub: { arity: 2, cost: 1, evaluate: (a, b) => a - b },
  mul: { arity: 2, cost: 1, evaluate: (a, b) => a * b },
  div: { arity: 2, cost: 4, evaluate: (a, b) => a / b },
  /** Division of integers, rounded down. */
  idiv: { arity: 2, cost: 8, evaluate: floorDivide },
  mod: { arity: 2, cost: 10, evaluate: floorModulo },
  pow: { arity: 2, cost: 40, evaluate: power },
  max: { arity: 2, cost: 1, evaluate: Math.max },
  min: { arity: 2, cost: 1, evaluate: Math.min },
  atan2: { arity: 2, cost: 40, evaluate: Math.atan2 },
  neg: { arity: 1, cost: 1, evaluate: (x) => -x },
  abs: { arity: 1, cost: 1, evaluate: Math.abs },
  sign: { arity: 1, cost: 2, evaluate: Math.sign },
  floor: { arity: 1, cost: 2, evaluate: Math.floor },
  ceil: { arity: 1, cost: 2, evaluate: Math.ceil },
  /** To the nearest integer, halves to even. */
  round: { arity: 1, cost: 4, evaluate: roundHalfToEven },
  exp: { arity: 1, cost: 20, evaluate: Math.exp },
  expm1: { arity: 1, cost: 25, evaluate: Math.expm1 },
  log: { arity: 1, cost: 20, evaluate: Math.log },
  log1p: { arity: 1, cost: 25, evaluate: Math.log1p },
  sqrt: { arity: 1, cost: 5, evaluate: Math.sqrt },
  rsqrt: { arity: 1, cost: 8, evaluate: (x) => 1 / Math.sqrt(x) },
  sin: { arity: 1, cost: 20, evaluate: Math.sin },
  cos: { arity: 1, cost: 20, evaluate: Math.cos },
  tan: { arity: 1, cost: 25, evaluate: Math.tan },
  asin: { arity: 1, cost: 25, evaluate: Math.asin },
  acos: { arity: 1, cost: 25, evaluate: Math.acos },
  atan: { arity: 1, cost: 25, evaluate: Math.atan },
  sinh: { arity: 1, cost: 30, evaluate: Math.sinh },
  cosh: { arity: 1, cost: 30, evaluate: Math.cosh },
  tanh: { arity: 1, cost: 25, evaluate: Math.tanh },
  sigmoid: { arity: 1, cost: 25, evaluate: (x) => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x))) },
  softplus: { arity: 1, cost: 45, evaluate: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))) },
  erf: { arity: 1, cost: 40, evaluate: erf },
  erfc: { arity: 1, cost: 40, evaluate: erfc },
  isFinite: { arity: 1, cost: 1, result: 'bool', evaluate: (x) => flag(Number.isFinite(x)) },
  less: { arity: 2, cost: 1, result: 'bool', evaluate: (a, b) => flag(a < b) },
  lessEqual: { arity: 2, cost: 1, result: 'bool', evaluate: (a, b) => flag(a <= b) },
  equal: { arity: 2, cost: 1, result: 'bool', evaluate: (a, b) => flag(a === b) },
  /** and, or, xor, not: of bools, and bit by bit of integers. */
  and: { arity: 2, cost: 1, evaluate: (a, b) => a & b },
  or: { arity: 2, cost: 1, evaluate: (a, b) => a | b },
  xor: { arity: 2, cost: 1, evaluate: (a, b) => a ^ b },
  not: { arity: 1, cost: 1, evaluate: (x) => ~x },
  shiftLeft: { arity: 2, cost: 1, evaluate: (a, b) => a << b },
  /** Fills with the sign for i32, with zeros for u32. */
  shiftRight: { arity: 2, cost: 1, evaluate: (a, b) => a >> b },
  /** The first of the two words that Threefry-2x32 with 20 rounds makes of (key0, key1, counter0, counter1). */
  threefry: { arity: 4, cost: 100, result: 'u32', evaluate: (...words) => threefry(...(words as Four)) },
} as const satisfies Readonly<Record<string, ScalarFacts>>;

export type ScalarFunction = keyof typeof functions;

/** The value of one call in float64, wrapped into its dtype. */
export function callScalar(fn: ScalarFunction, dtype: DType, operand: DType, xs: readonly number[]): number {
  const [a = 0, b = 0] = xs;
  // Products of two 32-bit integers pass 2^53: only imul keeps the low bits.
  if (fn === 'mul' && (dtype === 'i32' || dtype === 'u32')) return dtypes[dtype].wrap(Math.imul(a, b));
  if (fn === 'not' && dtype === 'bool') return a === 0 ? 1 : 0;
  if (fn === 'shiftRight' && operand === 'u32') return a >>> b;
  const evaluate: (...values: number[]) => number = functions[fn].evaluate;
  return dtypes[dtype].wrap(evaluate(...xs));
}

/** As C99 and NumPy: 1 for a base of 1 or an exponent of 0, also beside NaN and infinity (ECMAScript says NaN for 1 ** Infinity). */
export function power(base: number, exponent: number): number {
  return base === 1 || (base === -1 && Math.abs(exponent) === Infinity) ? 1 : Math.pow(base, exponent);
}

type Four = [number, number, number, number];

/** Threefry-2x32-20 of Salmon et al., "Parallel random numbers: as easy as 1, 2, 3" (2011); the first word. */
export function threefry(key0: number, key1: number, counter0: number, counter1: number): number {
  const keys = [key0 | 0, key1 | 0, key0 ^ key1 ^ 0x1bd11bda];
  const rotations = [13, 15, 26, 6, 17, 29, 16, 24];
  let x = (counter0 + keys[0]!) | 0;
  let y = (counter1 + keys[1]!) | 0;
  for (let round = 0; round < 20; round++) {
    const by = rotations[round % 8]!;
    x = (x + y) | 0;
    y = ((y << by) | (y >>> (32 - by))) ^ x;
    if (round % 4 === 3) {
      const turn = (round + 1) / 4;
      x = (x + keys[turn % 3]!) | 0;
      y = (y + keys[(turn + 1) % 3]! + turn) | 0;
    }
  }
  return x >>> 0;
}

/** erf by its series for small |x|, by erfc's continued fraction beyond; within 2 ULP of double. */
export function erf(x: number): number {
  if (Number.isNaN(x)) return NaN;
  if (Math.abs(x) > 2) return x > 0 ? 1 - erfc(x) : erfc(-x) - 1;
  let term = x;
  let sum = x;
  for (let k = 1; k < 80; k++) {
    term *= (2 * x * x) / (2 * k + 1);
    sum += term;
    if (Math.abs(term) < 1e-18 * Math.abs(sum)) break;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

/** 1 - erf without its cancellation: the continued fraction of Abramowitz and Stegun 7.1.14, evaluated from below. */
export function erfc(x: number): number {
  if (Number.isNaN(x)) return NaN;
  if (x < 2) return x < -2 ? 2 - erfc(-x) : 1 - erf(x);
  if (x > 27.3) return 0;
  let fraction = 0;
  for (let k = 120; k > 0; k--) fraction = k / 2 / (x + fraction);
  // exp(-x²) with x² split, so that its rounding is not magnified.
  const high = Math.fround(x);
  const square = Math.exp(-high * high) * Math.exp(-(x - high) * (x + high));
  return square / (Math.sqrt(Math.PI) * (x + fraction));
}
