import { gradients } from '../../../src/autodiff/index.js';
import type { Tensor } from '../../../src/graph/index.js';
import * as o from '../../../src/ops/index.js';
import type { Scenario } from './scenario.js';

const softmaxByHand = (x: Tensor): Tensor => {
  const shifted = o.exp(o.sub(x, o.max(x, { axis: -1, keepDims: true })));
  return o.div(shifted, o.sum(shifted, { axis: -1, keepDims: true }));
};

const layerNorm = (x: Tensor, gain: Tensor, bias: Tensor): Tensor => {
  const centred = o.sub(x, o.mean(x, { axis: -1, keepDims: true }));
  const scale = o.rsqrt(o.add(o.mean(o.square(centred), { axis: -1, keepDims: true }), 1e-3));
  return o.add(o.mul(o.mul(centred, scale), gain), bias);
};

export const rows: readonly Scenario[] = [
  ['softmax', ({ f32 }) => ({ ys: [o.softmax(f32('N', 10))] })],
  ['softmax by hand, over columns', ({ f32 }) => ({ ys: [softmaxByHand(o.transpose(f32(5, 'N')))] })],
  ['softmax over the batch', ({ f32 }) => ({ ys: [o.softmax(f32('N', 3), { axis: 0 })] })],
  ['layer norm', ({ f32 }) => ({ ys: [layerNorm(f32('N', 6), f32(6), f32(6))] })],
  [
    'cross-entropy with its gradient',
    ({ f32 }) => {
      const [x, y] = [f32('N', 7), f32('N', 7)];
      const loss = o.mean(o.neg(o.sum(o.mul(y, o.logSoftmax(x)), { axis: -1 })));
      return { ys: [loss, ...gradients(loss, [x])] };
    },
  ],
  [
    'argmax beside other reductions',
    ({ f32 }) => {
      const x = f32('N', 9);
      return { ys: [o.argmax(x, { axis: 1 }), o.sum(x, { axis: 1 }), o.max(x, { axis: 1 }), o.min(x, { axis: 0 })] };
    },
  ],
  [
    'accuracy',
    ({ f32 }) => {
      const [x, y] = [f32('N', 5), f32('N', 5)];
      return { ys: [o.mean(o.cast(o.equal(o.argmax(x, { axis: 1 }), o.argmax(y, { axis: 1 })), 'f32'))] };
    },
  ],
  [
    'a total of totals',
    ({ f32 }) => {
      const x = f32('N', 4);
      const total = o.sum(x);
      return { ys: [total, o.mul(total, total), o.sum(o.square(o.sub(x, o.mean(x))))] };
    },
  ],
];
