import type { HelperName } from './functions.js';

/** A function that generated code brings along where it calls it; its name there begins with $, as no name of a user's does. */
export interface Helper {
  readonly text: readonly string[];
  readonly needs?: readonly HelperName[];
}

export const helpers: Readonly<Record<HelperName, Helper>> = {
  sigmoid: { text: ['function $sigmoid(x) {', '  return 1 / (1 + Math.exp(-x));', '}'] },
  softplus: {
    text: ['function $softplus(x) {', '  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));', '}'],
  },
  erf: {
    needs: ['erfc'],
    text: [
      '// The series 2/√π exp(-x²) Σ 2ᵏ x²ᵏ⁺¹ / (1·3·…·(2k+1)); for large |x| by erfc.',
      'function $erf(x) {',
      '  if (Math.abs(x) > 2) return x > 0 ? 1 - $erfc(x) : $erfc(-x) - 1;',
      '  let term = x;',
      '  let sum = x;',
      '  for (let k = 1; Math.abs(term) > 1e-12 * Math.abs(sum); k++) {',
      '    term *= (2 * x * x) / (2 * k + 1);',
      '    sum += term;',
      '  }',
      '  return 1.1283791670955126 * Math.exp(-x * x) * sum;',
      '}',
    ],
  },
  erfc: {
    needs: ['erf'],
    text: [
      '// The continued fraction of Abramowitz and Stegun, 7.1.14, for large x; else by erf.',
      'function $erfc(x) {',
      '  if (!(x >= 2)) return x < -2 ? 2 - $erfc(-x) : 1 - $erf(x);',
      '  if (x > 27.3) return 0;',
      '  let fraction = 0;',
      '  for (let k = 60; k > 0; k--) fraction = k / 2 / (x + fraction);',
      '  return (Math.exp(-x * x) * 0.5641895835477563) / (x + fraction);',
      '}',
    ],
  },
  threefry: { text: threefryText() },
  roundEven: {
    text: [
      'function $roundEven(x) {',
      '  const near = Math.round(x);',
      '  return near - x === 0.5 && near % 2 !== 0 ? near - 1 : near;',
      '}',
    ],
  },
  floorMod: {
    text: [
      '// The remainder with the sign of the divisor, as NumPy.',
      'function $floorMod(a, b) {',
      '  const rest = a % b;',
      '  return rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest;',
      '}',
    ],
  },
  power: {
    text: [
      '// As C99: 1 to any power is 1, also beside NaN and infinity.',
      'function $power(a, b) {',
      '  return a === 1 || (a === -1 && Math.abs(b) === Infinity) ? 1 : Math.pow(a, b);',
      '}',
    ],
  },
  toInt32: {
    text: [
      '// Towards zero, saturated at the ends of int32.',
      'function $toInt32(x) {',
      '  return Math.min(Math.max(x, -2147483648), 2147483647) | 0;',
      '}',
    ],
  },
  toUint32: {
    text: [
      '// Towards zero, saturated at the ends of uint32.',
      'function $toUint32(x) {',
      '  return Math.min(Math.max(x, 0), 4294967295) >>> 0;',
      '}',
    ],
  },
  split: {
    text: [
      '// An array, or each of several, as so many parts of this size.',
      'function $split(whole, count, size) {',
      '  if (Array.isArray(whole)) return whole.map((part) => $split(part, count, size));',
      '  return Array.from({ length: count }, (_, k) => whole.subarray(k * size, (k + 1) * size));',
      '}',
    ],
  },
  parts: {
    text: [
      '// What is made of the arrays m for N, once for each N that comes again.',
      'function $parts(N, m, make) {',
      '  const all = (m.$parts ??= new Map());',
      '  if (!all.has(make)) all.set(make, new Map());',
      '  const known = all.get(make);',
      '  if (known.has(N)) return known.get(N);',
      '  if (known.size > 7) known.clear();',
      '  const made = make(m, N);',
      '  known.set(N, made);',
      '  return made;',
      '}',
    ],
  },
};

/** Unrolled: arrays of keys and rotations would be made, or read, in every call. */
function threefryText(): string[] {
  const rotations = [13, 15, 26, 6, 17, 29, 16, 24];
  const keys = ['key0', 'key1', 'key2'];
  const rounds = Array.from({ length: 20 }, (_, round) => {
    const by = rotations[round % 8]!;
    const turn = (round + 1) / 4;
    const mix = ['  x = (x + y) | 0;', `  y = ((y << ${by}) | (y >>> ${32 - by})) ^ x;`];
    if (round % 4 !== 3) return mix;
    return [...mix, `  x = (x + ${keys[turn % 3]}) | 0;`, `  y = (y + ${keys[(turn + 1) % 3]} + ${turn}) | 0;`];
  });
  return [
    '// Threefry-2x32 with 20 rounds (Salmon et al., 2011): the first word of a key and a counter.',
    'function $threefry(key0, key1, counter0, counter1) {',
    '  const key2 = key0 ^ key1 ^ 0x1bd11bda;',
    '  let x = (counter0 + key0) | 0;',
    '  let y = (counter1 + key1) | 0;',
    ...rounds.flat(),
    '  return x >>> 0;',
    '}',
  ];
}
