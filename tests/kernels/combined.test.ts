import { describe, expect, test } from 'vitest';
import { shapeAt, type DType, type Extent, type NdArray } from '../../src/base/index.js';
import { gradients } from '../../src/autodiff/index.js';
import { draw, randomNumbers } from '../../src/check/index.js';
import { apply, input, type Tensor } from '../../src/graph/index.js';
import * as o from '../../src/ops/index.js';
import { faultsAfterPasses, faultsOf, runners } from '../support/runners.js';

// Ops as models combine them: what fusion joins, tiles cut and updates overwrite must not change what comes out.

/** Makes inputs. */
interface Inputs {
  readonly f32: (...shape: Extent[]) => Tensor;
  readonly i32: (range: readonly [number, number], ...shape: Extent[]) => Tensor;
  readonly u32: (...shape: Extent[]) => Tensor;
  readonly bool: (...shape: Extent[]) => Tensor;
}

/** Results, and new values of inputs that are variables. */
interface Made {
  readonly ys: readonly Tensor[];
  readonly updates?: readonly (readonly [variable: Tensor, next: Tensor])[];
}

type Scenario = readonly [title: string, make: (inputs: Inputs) => Made];

const softmaxByHand = (x: Tensor): Tensor => {
  const shifted = o.exp(o.sub(x, o.max(x, { axis: -1, keepDims: true })));
  return o.div(shifted, o.sum(shifted, { axis: -1, keepDims: true }));
};

const layerNorm = (x: Tensor, gain: Tensor, bias: Tensor): Tensor => {
  const centred = o.sub(x, o.mean(x, { axis: -1, keepDims: true }));
  const scale = o.rsqrt(o.add(o.mean(o.square(centred), { axis: -1, keepDims: true }), 1e-3));
  return o.add(o.mul(o.mul(centred, scale), gain), bias);
};

const rows: readonly Scenario[] = [
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

const products: readonly Scenario[] = [
  ['matmul', ({ f32 }) => ({ ys: [o.matmul(f32('N', 12), f32(12, 7))] })],
  ['matmul, bias, relu', ({ f32 }) => ({ ys: [o.relu(o.add(o.matmul(f32('N', 12), f32(12, 10)), f32(10)))] })],
  ['transposed left', ({ f32 }) => ({ ys: [o.matmul(o.transpose(f32(5, 'N')), f32(5, 6))] })],
  ['transposed right', ({ f32 }) => ({ ys: [o.matmul(f32('N', 5), o.transpose(f32(9, 5)))] })],
  ['transposed both', ({ f32 }) => ({ ys: [o.matmul(o.transpose(f32(3, 'N')), o.transpose(f32(4, 3)))] })],
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

const moves: readonly Scenario[] = [
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
    ({ f32 }) => ({ ys: [o.argmax(f32('N', 0), { axis: 1 }), o.argmax(o.slice(f32('N'), [1])), o.max(f32(0))] }),
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

/** A dense layer's loss and gradients. */
function dense({ f32 }: Inputs) {
  const [x, w, b] = [f32('N', 6), f32(6, 5), f32(5)];
  const loss = o.mean(o.square(o.tanh(o.add(o.matmul(x, w), b))));
  const [dw, db] = gradients(loss, [w, b]) as [Tensor, Tensor];
  return { x, w, b, loss, dw, db };
}

const updates: readonly Scenario[] = [
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

/** The scenario's graph, with a way to draw values of its inputs for any N. */
function build(make: Scenario[1]) {
  const drawn: { x: Tensor; domain: readonly [number, number] }[] = [];
  const leaf = (dtype: DType, domain: readonly [number, number], shape: readonly Extent[]): Tensor => {
    const x = input(`x${drawn.length}`, { dtype, shape });
    drawn.push({ x, domain });
    return x;
  };
  const { ys, updates: pairs = [] } = make({
    f32: (...shape) => leaf('f32', [-2, 2], shape),
    i32: (range, ...shape) => leaf('i32', range, shape),
    u32: (...shape) => leaf('u32', [0, 4294967295], shape),
    bool: (...shape) => leaf('bool', [0, 1], shape),
  });
  const values = (n: number): Map<Tensor, NdArray> => {
    const random = randomNumbers(n + 1);
    return new Map(drawn.map(({ x, domain }) => [x, draw(shapeAt(x.shape, n), random, x.dtype, domain)]));
  };
  return { whole: { xs: drawn.map(({ x }) => x), ys, updates: new Map(pairs) }, values };
}

const groups = { rows, products, moves, updates };

describe.each(Object.entries(runners))('%s', (_, runner) => {
  describe.each(Object.entries(groups))('%s', (__, scenarios) => {
    test.each(scenarios)('%s', (___, make) => {
      const { whole, values } = build(make);
      const run = runner(whole);
      for (const n of [1, 7, 32, 33]) {
        expect(faultsOf(whole, run, values(n), n), `N = ${n}`).toEqual([]);
        expect(faultsAfterPasses(whole, runner, values(n), n), `after passes, N = ${n}`).toEqual([]);
      }
    });
  });
});
