import { dtypeMismatch, shapeMismatch, type Shape } from '../base/index.js';
import { e, threefry, type Expr } from '../expr/index.js';
import { apply, type Op, type Tensor } from '../graph/index.js';
import { moveAxis } from './families/batching.js';
import { element, tabulate } from './families/ndarray.js';
import { named } from './families/operand.js';
import { single } from './families/single.js';

export interface RandomBitsAttrs {
  readonly shape: Shape;
  /** Tells random ops over one key apart. */
  readonly stream: number;
}

/**
 * Random u32 of a key of two words (the last axis; further ones are batches of keys): the element at row-major place i is
 * the first word of Threefry-2x32-20 of key and counter (i, stream). The same bits on every target and in every order.
 */
export const randomBitsOp: Op<RandomBitsAttrs> = single<['key'], RandomBitsAttrs>({
  name: 'randomBits',
  operands: ['key'],
  type: ([key], { shape }) => {
    if (key.dtype !== 'u32') throw dtypeMismatch('randomBits', `${key.dtype} as the key`, 'u32');
    if (key.shape.at(-1) !== 2) throw shapeMismatch('randomBits', [named(key)], 'a key has two words on its last axis');
    return { dtype: 'u32', shape: [...key.shape.slice(0, -1), ...shape] };
  },
  batch: ([{ x, axis }], attrs) => ({ x: apply(randomBitsOp, [moveAxis(x, axis ?? 0, 0)], attrs), axis: 0 }),
  lower:
    ([key], [type], { shape, stream }) =>
    (index) => {
      const lead = index.slice(0, type.shape.length - 1);
      const own = index.slice(lead.length);
      const place = own.reduce<Expr>((sum, i, k) => e.add(e.mul(sum, e.extent(shape[k]!)), i), e.int(0));
      const word = (k: number): Expr => key([...lead, e.int(k)]);
      return e.threefry(word(0), word(1), e.cast(place, 'u32'), e.constant(stream, 'u32'));
    },
  reference: ([key], { shape, stream }, at) => {
    const lead = key.shape.slice(0, -1);
    const own = shape.map(at);
    return tabulate('u32', [...lead, ...own], (index) => {
      const place = index.slice(lead.length).reduce((sum, i, k) => sum * own[k]! + i, 0);
      const word = (k: number): number => element(key, [...index.slice(0, lead.length), k]);
      return threefry(word(0), word(1), place, stream);
    });
  },
  samples: [
    { shapes: [[2]], attrs: { shape: [4], stream: 0 }, dtypes: ['u32'], domain: [[0, 4294967295]] },
    { shapes: [[2]], attrs: { shape: [2, 3], stream: 7 }, dtypes: ['u32'], domain: [[0, 4294967295]] },
    { shapes: [[2]], attrs: { shape: [], stream: 1 }, dtypes: ['u32'], domain: [[0, 4294967295]] },
    { shapes: [[3, 2]], attrs: { shape: [2, 2], stream: 1 }, dtypes: ['u32'], domain: [[0, 4294967295]] },
    { shapes: [[2]], attrs: { shape: [0, 2], stream: 0 }, dtypes: ['u32'], domain: [[0, 4294967295]] },
  ],
});

/** Random u32 of a shape. */
export function randomBits(key: Tensor, attrs: RandomBitsAttrs): Tensor {
  return apply(randomBitsOp, [key], attrs);
}
