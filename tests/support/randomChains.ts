import fc from 'fast-check';
import { range, shapeAt, type NdArray } from '../../src/base/index.js';
import { checkpoint, gradients, scan } from '../../src/autodiff/index.js';
import { draw, randomNumbers } from '../../src/check/index.js';
import { input, type Tensor } from '../../src/graph/index.js';
import * as o from '../../src/ops/index.js';
import { throughPasses, type Whole } from './scheduled.js';

const width = 8;

/** What a link of a chain sees: what came before, a matrix and a vector of its own, a random key, and its number. */
interface Link {
  readonly x: Tensor;
  readonly w: Tensor;
  readonly b: Tensor;
  readonly key: Tensor;
  readonly k: number;
}

const links = {
  dense: ({ x, w, b }) => o.add(o.matmul(x, w), b),
  tanh: ({ x, w, b }) => o.tanh(o.add(o.matmul(x, w), b)),
  gelu: ({ x, w, b }) => o.gelu(o.add(o.matmul(x, w), b), { approximate: true }),
  relu: ({ x, w }) => o.relu(o.matmul(x, w)),
  residual: ({ x, w, b }) => o.add(x, o.tanh(o.add(o.matmul(x, w), b))),
  normalization: ({ x, b }) => o.mul(o.standardize(x, { epsilon: 1e-3 }), b),
  softmax: ({ x, w }) => o.softmax(o.matmul(x, w)),
  attention: ({ x, w }) => o.matmul(o.softmax(o.matmul(x, o.transpose(x, [1, 0]))), o.matmul(x, w)),
  dropout: ({ x, key, k }) => {
    const bits = o.randomBits(key, { shape: x.shape, stream: k });
    return o.where(o.less(bits, 3e9), o.mul(x, 1.4), 0);
  },
  shuffle: ({ x }) => o.flip(o.tile(x, [1, 1]), { axis: 1 }),
  column: ({ x, b }) => o.mul(x, o.sum(o.mul(x, b), { axis: 1, keepDims: true })),
  wide: ({ x, w }) => o.sum(o.tanh(o.mul(o.expandDims(x, 2), w)), { axis: 2 }),
  recurrent: ({ x, w, b }) => {
    const xs = o.transpose(o.reshape(x, [-1, 4, 2]), [1, 0, 2]);
    const [last, all] = scan(
      (h: Tensor, at: Tensor) => {
        const next = o.tanh(o.add(o.matmul(o.concat([at, at, at, at], { axis: 1 }), w), o.mul(h, b)));
        return [next, o.mul(next, o.sigmoid(h))];
      },
      o.mul(x, 0.5),
      xs,
    );
    return o.add(last, o.sum(all, { axis: 0 }));
  },
} satisfies Record<string, (link: Link) => Tensor>;

type LinkName = keyof typeof links;

/** A network of layers one after another, with its gradients and updated parameters, and values for any N. */
export interface RandomChain {
  readonly whole: Whole;
  readonly values: (n: number) => ReadonlyMap<Tensor, NdArray>;
  readonly names: readonly LinkName[];
}

/** Chains of layers as a training step: what they compute first is read again last. Some are within a checkpoint. */
export const randomChains = (most = 9): fc.Arbitrary<RandomChain> =>
  fc
    .record({
      names: fc.array(fc.constantFrom(...(Object.keys(links) as LinkName[])), { minLength: 4, maxLength: most }),
      kept: fc.option(fc.nat(most), { freq: 1 }),
      seed: fc.nat(999),
    })
    .map(({ names, kept, seed }) => chainOf(names, kept, seed));

export function chainOf(names: readonly LinkName[], kept: number | null = null, seed = 1): RandomChain {
  const x = input('x', { dtype: 'f32', shape: ['N', width] });
  const key = input('key', { dtype: 'u32', shape: [2] });
  const ws = names.map((_, k) => input(`w${k}`, { dtype: 'f32', shape: [width, width] }));
  const bs = names.map((_, k) => input(`b${k}`, { dtype: 'f32', shape: [width] }));
  const linked = (from: Tensor, start: number, end: number): Tensor =>
    range(end - start).reduce((y, at) => {
      const k = start + at;
      return links[names[k]!]({ x: y, w: ws[k]!, b: bs[k]!, key, k });
    }, from);
  const cut = Math.min(kept ?? 0, names.length);
  const head = cut === 0 ? x : checkpoint((from: Tensor) => linked(from, 0, cut))(x);
  const loss = o.mean(o.square(linked(head, cut, names.length)));
  const variables = [...ws, ...bs];
  const dws = gradients(loss, variables, { allowUnused: true });
  const updates = new Map(variables.map((w, k) => [w, o.sub(w, o.mul(dws[k]!, 0.1))]));
  const xs = [x, key, ...variables];
  const whole = throughPasses({ xs, ys: [loss], updates });
  const values = (n: number): ReadonlyMap<Tensor, NdArray> => {
    const random = randomNumbers(seed + n);
    return new Map(
      whole.xs.map((one) => [
        one,
        draw(shapeAt(one.shape, n), random, one.dtype, one.dtype === 'u32' ? [0, 1e9] : [-0.6, 0.6]),
      ]),
    );
  };
  return { whole, values, names };
}
