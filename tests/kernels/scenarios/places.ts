import * as o from '../../../src/ops/index.js';
import type { Scenario } from './scenario.js';

// What scatters and parts at computed places are written over.

export const places: readonly Scenario[] = [
  [
    'a part of a cache, which is read afterwards',
    ({ f32, i32 }) => {
      const [cache, rows, at] = [f32(4, 8, 3), f32(4, 1, 3), i32([-1, 9])];
      const next = o.dynamicUpdateSlice(cache, rows, [0, at, 0]);
      return { ys: [o.sum(next, { axis: 1 })], updates: [[cache, next]] };
    },
  ],
  [
    'a part of a cache that was read before',
    ({ f32, i32 }) => {
      const [cache, rows, at] = [f32(6, 4), f32(1, 4), i32([0, 5])];
      const next = o.dynamicUpdateSlice(cache, o.mul(rows, 2), [at, 0]);
      return { ys: [o.sum(cache), cache], updates: [[cache, next]] };
    },
  ],
  [
    'two parts of a cache, one of them made of the other',
    ({ f32, i32 }) => {
      const [cache, rows, at] = [f32(6, 4), f32(1, 4), i32([0, 5])];
      const first = o.dynamicUpdateSlice(cache, rows, [at, 0]);
      const second = o.dynamicUpdateSlice(first, o.mul(o.dynamicSlice(first, [at, 1], [1, 3]), 2), [3, 1]);
      return { ys: [], updates: [[cache, o.scatterAdd(second, [0, 0], 1)]] };
    },
  ],
  [
    'a part of a cache that is made of the cache',
    ({ f32, i32 }) => {
      const [cache, at] = [f32(6, 4), i32([0, 5])];
      return { ys: [], updates: [[cache, o.dynamicUpdateSlice(cache, o.flip(cache), [at, 0])]] };
    },
  ],
  [
    'counts at indices',
    ({ f32, i32 }) => {
      const [counts, at] = [f32(5), i32([-2, 7], 'N')];
      return { ys: [], updates: [[counts, o.scatterAdd(counts, at, 1)]] };
    },
  ],
  [
    'the greatest at indices, over what was made for it',
    ({ f32, i32 }) => {
      const [x, at] = [f32('N', 3), i32([0, 3], 'N')];
      const base = o.exp(f32(4, 3));
      return { ys: [o.mul(o.scatterMax(base, at, x), 2), o.sum(base)] };
    },
  ],
  [
    'rows at indices, over what is read afterwards',
    ({ f32, i32 }) => {
      const [x, at] = [f32('N', 3), i32([0, 3], 'N')];
      const base = o.exp(f32(4, 3));
      const next = o.scatterSet(base, at, x);
      return { ys: [next, o.sum(base), o.add(base, next)] };
    },
  ],
  [
    'two that start from the same',
    ({ f32, i32 }) => {
      const [x, at] = [f32('N', 3), i32([0, 3], 'N')];
      const base = o.exp(f32(4, 3));
      return { ys: [o.scatterSet(base, at, x), o.scatterAdd(base, at, x)] };
    },
  ],
  [
    'over what a variable becomes otherwise',
    ({ f32, i32 }) => {
      const [w, at, x] = [f32(6, 2), i32([0, 5], 'N'), f32('N', 2)];
      return { ys: [o.sum(w, { axis: 0 })], updates: [[w, o.scatterSet(o.mul(w, 0.5), at, x)]] };
    },
  ],
  [
    'over a variable turned about',
    ({ f32, i32 }) => {
      const [w, at, x] = [f32(3, 3), i32([0, 2], 'N'), f32('N', 3)];
      return { ys: [], updates: [[w, o.scatterSet(o.transpose(w), at, x)]] };
    },
  ],
  [
    'of single numbers',
    ({ f32, i32 }) => {
      const [w, at] = [f32(1), i32([0, 2])];
      return { ys: [], updates: [[w, o.scatterAdd(w, at, o.sum(w))]] };
    },
  ],
];
