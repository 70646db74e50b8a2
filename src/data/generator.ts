/** A source of random 32-bit words. */
export type Generator = () => number;

/**
 * xoshiro128** with its four words taken from SplitMix32 of the seeds, one after the other. What it gives is fixed for good: a
 * seed stands for the same order of samples in every version and on every engine.
 */
export function generator(...seeds: readonly number[]): Generator {
  const next = splitMix(seeds);
  return xoshiro([next(), next(), next(), next()]);
}

/** xoshiro128** (Blackman and Vigna, 2018). */
export function xoshiro(start: readonly [number, number, number, number]): Generator {
  let [a, b, c, d] = start;
  return () => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotate(d, 11);
    return result;
  };
}

/** SplitMix32 (the finalizer of MurmurHash3 over a Weyl sequence), which spreads seeds that lie close together. */
function splitMix(seeds: readonly number[]): Generator {
  let state = 0;
  const next = (): number => {
    state = (state + 0x9e3779b9) | 0;
    const mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    const again = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return again ^ (again >>> 16);
  };
  for (const seed of seeds) {
    state = next() ^ (seed | 0);
    const high = Math.floor(seed / 2 ** 32);
    // Mixed in by itself: xor with the low word would give many seeds the same order.
    if (high !== 0) state = next() ^ high;
  }
  return next;
}

const rotate = (word: number, by: number): number => (word << by) | (word >>> (32 - by));

/** The numbers 0 to count - 1 in random order, by Fisher and Yates; the last place is drawn first. */
export function permutation(count: number, next: Generator): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, k) => k);
  for (let k = count - 1; k > 0; k--) {
    const other = Math.floor((next() / 2 ** 32) * (k + 1));
    const kept = order[k]!;
    order[k] = order[other]!;
    order[other] = kept;
  }
  return order;
}
