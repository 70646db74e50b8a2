import { gradients } from '../../../src/autodiff/index.js';
import { apply } from '../../../src/graph/index.js';
import * as o from '../../../src/ops/index.js';
import type { Scenario } from './scenario.js';

export const moves: readonly Scenario[] = [
  [
    'concat, slice and pad in one another',
    ({ f32 }) => {
      const x = o.concat([f32('N', 2), f32(3, 2), f32('N', 2)]);
      return {
        ys: [
          o.pad(
            o.slice(x, [1], ['N+2']),
            [
              [2, 1],
              [0, 1],
            ],
            { value: 7 },
          ),
          o.sum(x, { axis: 0 }),
        ],
      };
    },
  ],
  [
    'a reshape between reductions',
    ({ f32 }) => {
      const x = o.reshape(o.exp(f32('N', 12)), ['N', 3, 4]);
      return { ys: [o.sum(x, { axis: 1 }), o.max(o.reshape(x, ['3N', 4]), { axis: 1 })] };
    },
  ],
  [
    'a transpose read both ways',
    ({ f32 }) => {
      const x = o.exp(f32('N', 4));
      return { ys: [o.add(o.transpose(x), 1), o.sum(x, { axis: 0 }), o.flip(x, { axis: 1 })] };
    },
  ],
  ['a table of one-hot rows', ({ i32 }) => ({ ys: [o.oneHot(i32([0, 4], 'N'), 5)] })],
  ['a gather', ({ f32, i32 }) => ({ ys: [o.exp(o.gather(f32(6, 3), i32([-2, 7], 'N', 2)))] })],
  [
    'a gather by what was computed',
    ({ f32 }) => {
      const x = f32('N', 5);
      return { ys: [o.takeAlongAxis(x, o.argmax(x, { axis: 1, keepDims: true }), { axis: 1 })] };
    },
  ],
  [
    'the gradient of an embedding',
    ({ f32, i32 }) => {
      const [table, at] = [f32(6, 3), i32([0, 5], 'N')];
      const loss = o.sum(o.square(o.gather(table, at)));
      return { ys: gradients(loss, [table]) };
    },
  ],
  [
    'a scatter of what was computed, and computed on',
    ({ f32, i32 }) => {
      const sums = o.segmentSum(o.exp(f32('N', 2)), i32([0, 3], 'N'), 4);
      return { ys: [o.mul(sums, 2), o.sum(sums, { axis: 1 })] };
    },
  ],
  [
    'integers that pass below zero',
    ({ i32 }) => {
      const x = i32([-9, 9], 'N', 4);
      const at = o.sub(o.iota([4]), 2);
      return { ys: [o.mod(x, 3), o.mod(o.add(x, at), 4), o.mod(at, 3), o.maximum(o.mul(x, x), at)] };
    },
  ],
  [
    'integers that wrap',
    ({ i32 }) => {
      const x = i32([-2147483648, 2147483647], 'N');
      return { ys: [o.mul(x, x), o.add(x, x), o.sub(o.mul(x, 3), 1), o.neg(x), o.sum(x), o.prod(x)] };
    },
  ],
  [
    'many values that meet in one place',
    ({ f32, i32 }) => {
      const at = o.broadcastTo(o.expandDims(i32([0, 3], 'N'), 1), ['N', 3]);
      return { ys: [o.segmentSum(o.broadcastTo(o.expandDims(f32('N'), 1), ['N', 3]), at, 4)] };
    },
  ],
  ['a sign turned twice', ({ f32, i32 }) => ({ ys: [o.neg(o.neg(f32('N'))), o.neg(o.neg(i32([-3, 3], 'N')))] })],
  [
    'the greatest of nothing',
    ({ f32 }) => ({ ys: [o.max(f32('N', 0), { axis: 1 }), o.max(o.slice(f32('N'), [1])), o.max(f32(0))] }),
  ],
  [
    'unsigned integers that wrap',
    ({ u32 }) => {
      const [x, y] = [u32('N'), u32('N')];
      const parts = [o.add(x, y), o.sub(x, y), o.mul(x, y), o.mod(x, o.add(o.mod(y, 9), 1)), o.maximum(x, y)];
      const bits = [o.xor.op, o.and.op, o.or.op].map((op) => apply(op, [x, y], {}));
      return { ys: [...parts, ...bits, o.less(x, y), o.sum(x), o.cast(x, 'i32'), o.cast(x, 'f32')] };
    },
  ],
  ['unsigned indices', ({ f32, u32 }) => ({ ys: [o.gather(f32(6, 2), u32('N'))] })],
  [
    'numbers as integers and back',
    ({ f32 }) => {
      const x = o.mul(f32('N', 3), 3e9);
      const whole = o.cast(x, 'i32');
      return { ys: [whole, o.cast(x, 'u32'), o.cast(whole, 'u32'), o.cast(o.cast(whole, 'bool'), 'f32'), o.round(x)] };
    },
  ],
  [
    'conditions',
    ({ f32, bool }) => {
      const [x, c] = [f32('N', 3), bool('N', 3)];
      const both = o.logicalAnd(c, o.less(x, 0));
      return {
        ys: [both, o.logicalOr(both, o.logicalNot(c)), o.any(both, { axis: 1 }), o.all(c), o.where(both, x, 1)],
      };
    },
  ],
  [
    'a constant table beside the batch',
    ({ f32 }) => {
      const table = o.constant([
        [1, 2, 3],
        [4, 5, 6],
      ]);
      return { ys: [o.matmul(f32('N', 2), table), table, o.sum(table, { axis: 0 })] };
    },
  ],
  [
    'a result that is an input, twice',
    ({ f32 }) => {
      const x = f32('N', 2);
      return { ys: [x, x, o.transpose(x), o.reshape(x, ['2N'])] };
    },
  ],
  ['how long the batch is', ({ f32 }) => ({ ys: [o.mean(f32('N', 3)), o.mean(f32('N', 2), { axis: 0 })] })],
];
