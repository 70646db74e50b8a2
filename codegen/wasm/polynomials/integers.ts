import { bits, f, i, signOf } from './lanes.js';
import { operation, unary, vectorParameter, type Value, type VectorFunction } from './value.js';

/** -1, 0 or 1 as an f32; zeros and NaN as they are. */
export const sign = unary((x) => bits.select(bits.or(signOf(x), f.of(1)), x, f.gt(f.abs(x), 0)));

/** To the nearest whole number, half to even. */
export const round = unary(f.nearest);

/** Towards zero, saturated; of NaN 0. */
export const toInt32 = unary((x) => operation('i32x4.trunc_sat_f32x4_s', x));
export const toUint32 = unary((x) => operation('i32x4.trunc_sat_f32x4_u', x));

/** Rounded to the nearest f32. */
export const fromInt32 = unary(f.fromInt32);
export const fromUint32 = unary(f.fromUint32);

const rotations = [13, 15, 26, 6, 17, 29, 16, 24];

const rotated = (x: Value, by: number): Value => bits.or(i.shl(x, by), i.shrUnsigned(x, 32 - by));

/** The first word of Threefry-2x32 with 20 rounds (Salmon et al., 2011); each lane has keys and a counter of its own. */
function threefryWord(key0: Value, key1: Value, counter0: Value, counter1: Value): Value {
  const keys = [key0, key1, bits.xor(bits.xor(key0, key1), 0x1bd11bda)];
  let x = i.add(counter0, key0);
  let y = i.add(counter1, key1);
  for (let round = 0; round < 20; round++) {
    x = i.add(x, y);
    y = bits.xor(rotated(y, rotations[round % 8]!), x);
    if (round % 4 !== 3) continue;
    const turn = (round + 1) / 4;
    x = i.add(x, keys[turn % 3]!);
    y = i.add(i.add(y, keys[(turn + 1) % 3]!), turn);
  }
  return x;
}

const [first, second, third, fourth] = [0, 1, 2, 3].map(vectorParameter) as [Value, Value, Value, Value];

export const threefry: VectorFunction = {
  parameters: ['v128', 'v128', 'v128', 'v128'],
  type: 'v128',
  result: threefryWord(first, second, third, fourth),
};
