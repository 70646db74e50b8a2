import { gradients } from '../../../src/autodiff/index.js';
import type { Tensor } from '../../../src/graph/index.js';
import * as o from '../../../src/ops/index.js';
import type { Inputs, Scenario } from './scenario.js';

/** A dense layer's loss and gradients. */
function dense({ f32 }: Inputs) {
  const [x, w, b] = [f32('N', 6), f32(6, 5), f32(5)];
  const loss = o.mean(o.square(o.tanh(o.add(o.matmul(x, w), b))));
  const [dw, db] = gradients(loss, [w, b]) as [Tensor, Tensor];
  return { x, w, b, loss, dw, db };
}

export const updates: readonly Scenario[] = [
  [
    'a step downhill',
    (inputs) => {
      const { w, b, loss, dw, db } = dense(inputs);
      return {
        ys: [loss],
        updates: [
          [w, o.sub(w, o.mul(dw, 0.1))],
          [b, o.sub(b, o.mul(db, 0.1))],
        ],
      };
    },
  ],
  [
    'a step downhill, with the old value in results',
    (inputs) => {
      const { x, w, loss, dw } = dense(inputs);
      return { ys: [loss, o.sum(w), w, o.matmul(x, w)], updates: [[w, o.sub(w, o.mul(dw, 0.1))]] };
    },
  ],
  [
    'an Adam step',
    (inputs) => {
      const { w, loss, dw } = dense(inputs);
      const [m, v] = [inputs.f32(6, 5), inputs.f32(6, 5)];
      const m2 = o.add(o.mul(m, 0.9), o.mul(dw, 0.1));
      const v2 = o.add(o.mul(o.square(v), 0.999), o.mul(o.square(dw), 0.001));
      return {
        ys: [loss],
        updates: [
          [m, m2],
          [v, v2],
          [w, o.sub(w, o.div(m2, o.add(o.sqrt(v2), 1e-3)))],
        ],
      };
    },
  ],
  [
    'clipping by the norm of all gradients',
    (inputs) => {
      const { w, b, loss, dw, db } = dense(inputs);
      const norm = o.sqrt(o.add(o.sum(o.square(dw)), o.sum(o.square(db))));
      const scale = o.div(0.1, o.maximum(norm, 0.1));
      return {
        ys: [loss, norm],
        updates: [
          [w, o.sub(w, o.mul(dw, scale))],
          [b, o.sub(b, o.mul(db, scale))],
        ],
      };
    },
  ],
  [
    'two variables that change places',
    ({ f32 }) => {
      const [a, b] = [f32(3), f32(3)];
      return {
        ys: [o.sum(o.mul(a, b))],
        updates: [
          [a, b],
          [b, a],
        ],
      };
    },
  ],
  [
    'three variables that move on',
    ({ f32 }) => {
      const [a, b, c] = [f32(4), f32(4), f32(4)];
      return {
        ys: [],
        updates: [
          [a, o.mul(b, 2)],
          [b, o.add(c, 1)],
          [c, a],
        ],
      };
    },
  ],
  [
    'one takes the value of another that changes',
    ({ f32 }) => {
      const [u, w] = [f32(3, 2), f32(3, 2)];
      return {
        ys: [u],
        updates: [
          [u, w],
          [w, o.add(w, u)],
        ],
      };
    },
  ],
  [
    'two take the same value',
    ({ f32 }) => {
      const [u, w] = [f32(3), f32(3)];
      const next = o.exp(o.add(u, w));
      return {
        ys: [next],
        updates: [
          [u, next],
          [w, next],
        ],
      };
    },
  ],
  [
    'a variable that is turned round',
    ({ f32 }) => {
      const [w, u] = [f32(3, 3), f32(5)];
      return {
        ys: [],
        updates: [
          [w, o.transpose(w)],
          [u, o.flip(u)],
        ],
      };
    },
  ],
  [
    'a softmax over itself',
    ({ f32 }) => {
      const w = f32(4, 5);
      return { ys: [], updates: [[w, o.softmax(w)]] };
    },
  ],
  [
    'a product with itself',
    ({ f32 }) => {
      const w = f32(5, 5);
      return { ys: [o.sum(w)], updates: [[w, o.matmul(w, w)]] };
    },
  ],
  [
    'a scatter into itself',
    ({ f32, i32 }) => {
      const w = f32(6, 2);
      return { ys: [o.sum(w)], updates: [[w, o.add(w, o.segmentSum(f32('N', 2), i32([0, 5], 'N'), 6))]] };
    },
  ],
  [
    'a ring buffer',
    ({ f32 }) => {
      const ring = f32(5);
      return { ys: [ring], updates: [[ring, o.concat([o.slice(ring, [1]), f32(1)])]] };
    },
  ],
  [
    'running statistics',
    ({ f32 }) => {
      const [x, mean, spread] = [f32('N', 4), f32(4), f32(4)];
      const own = o.mean(x, { axis: 0 });
      const y = o.div(o.sub(x, own), o.sqrt(o.add(o.variance(x, { axis: 0 }), 1e-3)));
      const next = (old: Tensor, now: Tensor): Tensor => o.add(o.mul(old, 0.9), o.mul(now, 0.1));
      return {
        ys: [y, mean],
        updates: [
          [mean, next(mean, own)],
          [spread, next(spread, o.variance(x, { axis: 0 }))],
        ],
      };
    },
  ],
  [
    'a counter',
    ({ i32 }) => {
      const step = i32([0, 100]);
      return { ys: [o.cast(step, 'f32')], updates: [[step, o.add(step, 1)]] };
    },
  ],
  [
    'one that stays, and one that is set',
    ({ f32 }) => {
      const [w, u] = [f32(3), f32(3)];
      return {
        ys: [o.add(w, u)],
        updates: [
          [w, w],
          [u, o.zerosLike(u)],
        ],
      };
    },
  ],
];
