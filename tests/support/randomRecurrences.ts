import fc from 'fast-check';
import { shapeAt, type NdArray } from '../../src/base/index.js';
import { gradients, scan } from '../../src/autodiff/index.js';
import { draw, randomNumbers } from '../../src/check/index.js';
import { input, type Tensor } from '../../src/graph/index.js';
import * as o from '../../src/ops/index.js';
import { throughPasses, type Whole } from './scheduled.js';

/** What a product of a step sees: the rows of the state, those of a sequence, and a square matrix of its own. */
type Product = (h: Tensor, x: Tensor, w: Tensor) => Tensor;

const products = {
  state: (h, _, w) => o.matmul(h, w),
  transposed: (h, _, w) => o.matmul(h, o.transpose(w, [1, 0])),
  sequence: (_, x, w) => o.matmul(x, w),
  gated: (h, x, w) => o.matmul(o.mul(h, o.sigmoid(x)), w),
  /** The state is what lies along the lanes, and the weights are rows. */
  columns: (h, _, w) => o.transpose(o.matmul(w, o.transpose(h, [1, 0])), [1, 0]),
  part: (h, _, w) => o.matmul(h, o.mul(w, 0.5)),
} satisfies Record<string, Product>;

export interface Recurrence {
  readonly kinds: readonly (keyof typeof products)[];
  readonly width: number;
  readonly steps: number;
  /** All products have one matrix. */
  readonly shares: boolean;
  /** With the gradients of its parameters, which are a loop of its own. */
  readonly trains: boolean;
  readonly seed: number;
}

/** Loops whose steps are products with weights that no step changes, of widths that fill no whole vectors. */
export const randomRecurrences = (): fc.Arbitrary<Recurrence> =>
  fc.record({
    kinds: fc.array(fc.constantFrom(...(Object.keys(products) as (keyof typeof products)[])), {
      minLength: 1,
      maxLength: 3,
    }),
    width: fc.oneof(fc.constant(72), fc.integer({ min: 65, max: 80 })),
    steps: fc.integer({ min: 1, max: 3 }),
    shares: fc.boolean(),
    trains: fc.boolean(),
    seed: fc.nat(999),
  });

/** The tensors of a recurrence, and values for any N. */
export function recurrence({ kinds, width, steps, shares, trains, seed }: Recurrence): {
  readonly whole: Whole;
  readonly values: (n: number) => ReadonlyMap<Tensor, NdArray>;
} {
  const xs = input('xs', { dtype: 'f32', shape: [steps, 'N', width] });
  const h = input('h', { dtype: 'f32', shape: ['N', width] });
  const ws = (shares ? kinds.slice(0, 1) : kinds).map((_, k) =>
    input(`w${k}`, { dtype: 'f32', shape: [width, width] }),
  );
  const step = (state: Tensor, x: Tensor): readonly [Tensor, Tensor] => {
    const terms = kinds.map((kind, k) => products[kind](state, x, ws[k % ws.length]!));
    const next = o.tanh(terms.reduce((a, b) => o.add(a, b)));
    return [next, o.mul(next, state)];
  };
  const [last, all] = scan(step, h, xs);
  const y = o.add(o.sum(last), o.sum(all));
  const updates = trains && new Map(gradients(y, ws).map((dw, k) => [ws[k]!, o.sub(ws[k]!, o.mul(dw, 0.1))]));
  const whole = throughPasses({ xs: [xs, h, ...ws], ys: trains ? [y] : [last, all], ...(updates && { updates }) });
  const bound = 1 / Math.sqrt(width);
  const values = (n: number): ReadonlyMap<Tensor, NdArray> => {
    const random = randomNumbers(seed + n);
    const range = (at: number): [number, number] => (at < 2 ? [-1, 1] : [-bound, bound]);
    return new Map(whole.xs.map((x, at) => [x, draw(shapeAt(x.shape, n), random, 'f32', range(at))]));
  };
  return { whole, values };
}
