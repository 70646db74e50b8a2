import { ofBits } from './ulp.js';

const largest = ofBits(0x7f7fffff);

/** Where functions have their own rules, or change from one way of computing to another. */
const landmarks = [
  0,
  2 ** -149,
  2 ** -127,
  2 ** -126,
  2 ** -24,
  0.1,
  0.5,
  0.625,
  Math.SQRT1_2,
  Math.SQRT2,
  1,
  1.5,
  2,
  3,
  4,
  9.1,
  10.2,
  17.33,
  88.72284,
  89.4159,
  103.9721,
  2 ** 11,
  2 ** 23,
  2 ** 24 + 2,
  2 ** 31,
  2 ** 32,
  2 ** 127,
  largest,
  Infinity,
  ...[0.25, 0.5, 1, 1.5, 2, 100, 355 / 2].map((turns) => turns * Math.PI),
];

export const specials: readonly number[] = [...landmarks.flatMap((x) => [x, -x]), NaN].map(Math.fround);

const beside = (x: number): number[] => {
  const bits = new Uint32Array(new Float32Array([x]).buffer)[0]!;
  return Array.from({ length: 65 }, (_, k) => ofBits((bits + k - 32) >>> 0));
};

/** Every so manieth pattern of bits, all special values, and their neighbours. */
export function* singles(stride: number): Generator<readonly number[]> {
  for (const x of specials) for (const near of beside(x)) yield [near];
  for (let pattern = 0; pattern < 2 ** 32; pattern += stride) yield [ofBits(pattern)];
}

/** All pairs of special values, then pairs of random patterns, half of them of about the same size as `related` says. */
export function* pairs(count: number, related: (a: number, share: number) => number): Generator<readonly number[]> {
  for (const a of specials) for (const b of specials) yield [a, b];
  let state = 1;
  // xorshift of Marsaglia, 2003.
  const random = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  for (let k = 0; k < count; k++) {
    const a = ofBits(random());
    yield [a, k % 2 === 0 ? ofBits(random()) : Math.fround(related(a, random() / 2 ** 31 - 1))];
  }
}
