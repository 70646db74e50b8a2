import * as o from '../../../src/ops/index.js';
import type { Scenario } from './scenario.js';

export const products: readonly Scenario[] = [
  ['matmul', ({ f32 }) => ({ ys: [o.matmul(f32('N', 12), f32(12, 7))] })],
  ['matmul, bias, relu', ({ f32 }) => ({ ys: [o.relu(o.add(o.matmul(f32('N', 12), f32(12, 10)), f32(10)))] })],
  ['transposed left', ({ f32 }) => ({ ys: [o.matmul(o.transpose(f32(5, 'N')), f32(5, 6))] })],
  ['transposed right', ({ f32 }) => ({ ys: [o.matmul(f32('N', 5), o.transpose(f32(9, 5)))] })],
  ['transposed both', ({ f32 }) => ({ ys: [o.matmul(o.transpose(f32(3, 'N')), o.transpose(f32(4, 3)))] })],
  [
    'heads joined and projected, forwards and back',
    ({ f32 }) => {
      const [heads, kernel] = [o.einsum('nhqk,nhkd->nhqd', f32('N', 2, 3, 3), f32('N', 2, 3, 4)), f32(8, 5)];
      const joined = o.reshape(o.transpose(heads, [0, 2, 1, 3]), ['N', 3, 8]);
      return { ys: [o.matmul(joined, kernel), o.einsum('nsi,nso->io', joined, f32('N', 3, 5))] };
    },
  ],
  [
    'cheap functions of a product, read later',
    ({ f32 }) => {
      const z = o.matmul(f32('N', 6), f32(6, 5));
      const [half, squared, mask] = [o.mul(z, 0.5), o.square(z), o.greater(z, 0.25)];
      const total = o.sum(z);
      return { ys: [o.where(mask, o.mul(half, total), o.add(squared, total)), total] };
    },
  ],
  ['over the batch', ({ f32 }) => ({ ys: [o.matmul(o.transpose(f32('N', 6)), f32('N', 5))] })],
  [
    'of the batch with itself',
    ({ f32 }) => {
      const x = f32('N', 3);
      return { ys: [o.softmax(o.matmul(x, o.transpose(x)))] };
    },
  ],
  ['batched', ({ f32 }) => ({ ys: [o.matmul(f32('N', 3, 4), f32('N', 4, 5))] })],
  [
    'attention',
    ({ f32 }) => {
      const [q, k, v] = [f32('N', 2, 4, 3), f32('N', 2, 4, 3), f32('N', 2, 4, 3)];
      const weights = o.softmax(o.mul(o.einsum('bhqd,bhkd->bhqk', q, k), 0.5));
      return { ys: [o.einsum('bhqk,bhkd->bhqd', weights, v)] };
    },
  ],
  ['a vector', ({ f32 }) => ({ ys: [o.matmul(f32('N', 4), f32(4)), o.dot(f32('N'), f32('N'))] })],
  [
    'a single row and a single column',
    ({ f32 }) => ({ ys: [o.matmul(f32(1, 9), f32(9, 1)), o.outer(f32('N'), f32(3))] }),
  ],
  ['an empty sum', ({ f32 }) => ({ ys: [o.add(o.matmul(f32('N', 0), f32(0, 3)), 1)] })],
  [
    'a prologue of scale, slice and mask',
    ({ f32, bool }) => {
      const x = o.where(bool('N', 8), o.mul(f32('N', 8), 2), 0);
      return { ys: [o.matmul(o.slice(x, [0, 1], ['N', 8], [1, 2]), f32(4, 6))] };
    },
  ],
  [
    'a prologue of padding and concatenation',
    ({ f32 }) => {
      const x = o.concat(
        [
          o.pad(f32('N', 3), [
            [0, 0],
            [1, 2],
          ]),
          f32('N', 2),
        ],
        { axis: 1 },
      );
      return { ys: [o.matmul(x, f32(8, 5)), o.sum(x, { axis: 1 })] };
    },
  ],
  [
    'two epilogues',
    ({ f32 }) => {
      const z = o.matmul(f32('N', 6), f32(6, 5));
      return { ys: [o.tanh(z), o.sum(o.square(z), { axis: 1 }), z] };
    },
  ],
  [
    'two products in a row',
    ({ f32 }) => {
      const hidden = o.relu(o.matmul(f32('N', 11), f32(11, 8)));
      return { ys: [o.matmul(hidden, f32(8, 3)), hidden] };
    },
  ],
];
