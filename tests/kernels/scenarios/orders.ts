import { gradients } from '../../../src/autodiff/index.js';
import * as o from '../../../src/ops/index.js';
import { loopOf } from '../../support/nestedOps.js';
import type { Scenario } from './scenario.js';

export const orders: readonly Scenario[] = [
  [
    'a running sum of what is computed for it alone, of what is read again, and of what is spread',
    ({ f32 }) => {
      const [x, row] = [f32('N', 6), f32(6)];
      const shared = o.exp(x);
      const spread = o.broadcastTo(o.exp(row), ['N', 6]);
      return {
        ys: [o.cumsum(o.mul(o.tanh(x), 2)), o.cumsum(shared, { axis: 0 }), shared, o.cumsum(spread, { axis: 0 })],
      };
    },
  ],
  [
    'behind a barrier, and over what moved',
    ({ f32 }) => {
      const x = f32('N', 5);
      const [held] = o.barrier([o.exp(x)]);
      return { ys: [o.cumsum(held!), o.cummax(o.transpose(o.neg(x)), { reverse: true })] };
    },
  ],
  [
    'a running product with its gradient',
    ({ f32 }) => {
      const [x, w] = [f32('N', 7), f32(7)];
      const loss = o.sum(o.mul(o.cumprod(o.add(x, w)), o.cumlogsumexp(x, { axis: 0 })));
      return { ys: [loss, ...gradients(loss, [x, w])] };
    },
  ],
  [
    'a running sum of two products, one of them read twice',
    ({ f32 }) => {
      const [a, b] = [f32('N', 4), f32(4, 9)];
      const product = o.matmul(a, b);
      return { ys: [o.cumsum(o.add(product, 1)), o.cumsum(o.matmul(a, o.mul(b, 2)), { axis: 0 }), o.max(product)] };
    },
  ],
  [
    'sorted along N, what is taken of it, and the gradient',
    ({ f32 }) => {
      const x = f32('N', 5);
      const sorted = o.sort(x, { axis: 0 });
      const { values, indices } = o.topK(o.mul(x, 2), 2);
      const loss = o.add(o.sum(o.square(sorted)), o.sum(o.mul(values, o.cast(indices, 'f32'))));
      return { ys: [loss, ...gradients(loss, [x]), o.argsort(x, { descending: true }), o.median(x, { axis: 0 })] };
    },
  ],
  [
    'a variable takes a sorted, a running and a solved value',
    ({ f32 }) => {
      const [u, v, w, x] = [f32(6), f32(4, 4), f32(3, 5), f32('N', 4)];
      const gram = o.add(o.matmul(o.transpose(x), x), o.mul(o.eye(4), 4));
      const factor = o.cholesky(gram);
      return {
        ys: [o.triangularSolve(factor, v), o.searchSorted(o.sort(u), x)],
        updates: [
          [u, o.sort(u)],
          [v, factor],
          [w, o.cumsum(w, { axis: 0 })],
        ],
      };
    },
  ],
  [
    'inside a loop',
    ({ f32 }) => {
      const [init, x] = [f32('N', 5), f32(4, 'N', 5)];
      const step = ([carry]: readonly o.Operand[], [slice]: readonly o.Operand[]) => {
        const next = o.cumsum(o.tanh(o.add(carry!, slice!)));
        return [o.sort(next), next];
      };
      return { ys: loopOf({ init: [init], xs: [x], constants: [], length: 4 }, step) };
    },
  ],
];
