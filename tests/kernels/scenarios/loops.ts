import type { Tensor } from '../../../src/graph/index.js';
import * as o from '../../../src/ops/index.js';
import { branchOf, loopOf, whileOf } from '../../support/nestedOps.js';
import type { Scenario } from './scenario.js';

/** h' = tanh(x w + h u), which is also stacked. */
const cell = ([h]: Tensor[], [x]: Tensor[], [w, u]: Tensor[]): Tensor[] => {
  const next = o.tanh(o.add(o.matmul(x!, w!), o.matmul(h!, u!)));
  return [next, next];
};

export const loops: readonly Scenario[] = [
  [
    'a recurrent layer',
    ({ f32 }) => {
      const [x, w, u, h] = [f32(5, 'N', 3), f32(3, 6), f32(6, 6), f32('N', 6)];
      return { ys: loopOf({ init: [h], xs: [x], constants: [w, u], length: 5 }, cell) };
    },
  ],
  [
    'from the last to the first, from zeros, over moved operands',
    ({ f32 }) => {
      const [x, w, u] = [f32('N', 4, 3), f32(6, 3), f32(6, 6)];
      const xs = o.transpose(x, [1, 0, 2]);
      const [last, all] = loopOf(
        { init: [o.zeros(['N', 6])], xs: [xs], constants: [o.transpose(w, [1, 0]), u], length: 4, reverse: true },
        cell,
      );
      return { ys: [o.transpose(all!, [1, 0, 2]), o.sum(last!)] };
    },
  ],
  [
    'two carries that change places',
    ({ f32 }) => {
      const [a, b] = [f32('N', 3), f32('N', 3)];
      return { ys: loopOf({ init: [a, b], length: 3 }, ([p, q]) => [q!, o.add(p!, 1), o.mul(p!, q!)]) };
    },
  ],
  [
    'one value for two carries, of which one stays',
    ({ f32 }) => {
      const a = f32('N', 3);
      return { ys: loopOf({ init: [a, a], constants: [a], length: 3 }, ([p, q], _, [c]) => [p!, o.add(q!, c!)]) };
    },
  ],
  [
    'a carry whose old value is read after the new one is made',
    ({ f32 }) => {
      const [h, u] = [f32('N', 4), f32(4, 4)];
      const body = ([p]: Tensor[], _: Tensor[], [w]: Tensor[]): Tensor[] => {
        const next = o.tanh(o.matmul(p!, w!));
        return [next, o.matmul(o.mul(next, p!), w!)];
      };
      return { ys: loopOf({ init: [o.mul(h, 0.5)], constants: [u], length: 4 }, body) };
    },
  ],
  [
    'no iteration',
    ({ f32 }) => {
      const [h, x] = [f32('N', 4), f32(0, 'N', 4)];
      return { ys: loopOf({ init: [h], xs: [x], length: 0 }, ([p], [q]) => [o.add(p!, q!), p!]) };
    },
  ],
  [
    'as many iterations as samples',
    ({ f32 }) => {
      const x = f32('N', 4);
      return {
        ys: loopOf({ init: [o.zeros([4])], xs: [x], length: 'N', reverse: true }, ([s], [q]) => [o.add(s!, q!), s!]),
      };
    },
  ],
  [
    'a slice of numbers that are stored nowhere',
    () => ({
      ys: loopOf({ init: [o.zeros([])], xs: [o.iota([6], { dtype: 'f32' })], length: 6 }, ([s], [k]) => [
        o.add(s!, k!),
        o.mul(k!, k!),
      ]),
    }),
  ],
  [
    'a loop in a loop',
    ({ f32 }) => {
      const [x, h] = [f32(3, 4, 'N', 2), f32('N', 2)];
      return {
        ys: loopOf({ init: [h], xs: [x], length: 3 }, ([p], [rows]) => {
          const [inner, all] = loopOf({ init: [p!], xs: [rows!], length: 4, reverse: true }, ([q], [y]) => {
            const next = o.add(o.mul(q!, 0.5), y!);
            return [next, o.sin(next)];
          });
          return [o.tanh(inner!), o.mul(all!, 2), all!];
        }),
      };
    },
  ],
  [
    'sums of all steps, and what is read before and after',
    ({ f32 }) => {
      const [x, w] = [f32(5, 'N', 3), f32(3, 3)];
      const before = o.tanh(o.matmul(x, w));
      const [total, all] = loopOf({ init: [o.zeros(['N', 3])], xs: [before], constants: [w], length: 5 }, (c, s, k) => {
        const z = o.matmul(s[0]!, k[0]!);
        return [o.add(c[0]!, o.mul(z, z)), o.exp(o.neg(z))];
      });
      return { ys: [o.add(total!, o.sum(before, { axis: 0 })), o.sum(o.mul(all!, before), { axis: 1 })] };
    },
  ],
  [
    'a loop that goes on as long as it has to',
    ({ f32 }) => {
      const x = f32('N', 3);
      return {
        ys: whileOf(
          [o.mul(x, 8), o.zeros([], { dtype: 'i32' })],
          [o.full([], 0.7)],
          (y) => o.less(0.5, o.max(o.abs(y))),
          (y, k, factor) => [o.mul(y, factor!), o.add(k!, 1)],
        ),
      };
    },
  ],
  [
    'one of two ways',
    ({ f32 }) => {
      const [x, y] = [f32('N', 3), f32('N', 3)];
      const isLarge = o.less(0, o.sum(x));
      return {
        ys: branchOf(
          isLarge,
          [x, o.transpose(y, [1, 0])],
          (a, b) => [o.add(a!, o.transpose(b!, [1, 0])), o.sum(b!, { axis: 0 })],
          (a, b) => [o.sin(a!), o.max(b!, { axis: 0 })],
        ),
      };
    },
  ],
  [
    'one of two ways in each step',
    ({ f32, bool }) => {
      const [x, masks, h] = [f32(6, 'N', 3), bool(6), f32('N', 3)];
      return {
        ys: loopOf({ init: [h], xs: [x, masks], length: 6 }, ([p], [q, mask]) => {
          const [next] = branchOf(
            mask!,
            [p!, q!],
            (a, b) => [o.tanh(o.add(a!, b!))],
            (a) => [a!],
          );
          return [next!, next!];
        }),
      };
    },
  ],
  [
    'a loop that changes a variable',
    ({ f32 }) => {
      const [w, x] = [f32(4), f32(3, 'N', 4)];
      const [next, losses] = loopOf({ init: [w], xs: [x], length: 3 }, ([p], [q]) => {
        const y = o.matmul(q!, p!);
        return [o.sub(p!, o.mul(0.01, o.matmul(o.transpose(q!, [1, 0]), y))), o.sum(y)];
      });
      return { ys: [losses!], updates: [[w, next!]] };
    },
  ],
  [
    'wide layers, whose weights are packed before the loop',
    ({ f32 }) => {
      const [x, u, v, h] = [f32(3, 'N', 5), f32(5, 70), f32(5, 70), f32('N', 5)];
      return {
        ys: loopOf({ init: [h], xs: [x], constants: [o.mul(u, 0.2), v], length: 3 }, ([p], [q], [a, b]) => {
          const wide = o.tanh(o.add(o.matmul(p!, a!), o.matmul(q!, a!)));
          return [o.matmul(wide, o.transpose(b!, [1, 0])), wide];
        }),
      };
    },
  ],
  [
    'weights that change with the outer loop only',
    ({ f32 }) => {
      const [x, us, h] = [f32(2, 3, 'N', 70), f32(2, 4, 70), f32('N', 4)];
      return {
        ys: loopOf({ init: [h], xs: [x, us], length: 2 }, ([p], [rows, u]) => {
          const scaled = o.mul(u!, 0.1);
          return loopOf({ init: [p!], xs: [rows!], constants: [scaled, u!], length: 3 }, ([q], [y], [a, b]) => {
            const next = o.sin(o.add(o.matmul(q!, a!), y!));
            return [o.slice(next, [0, 3], [q!.shape[0]!, 7]), o.add(next, o.matmul(q!, b!))];
          });
        }),
      };
    },
  ],
];
