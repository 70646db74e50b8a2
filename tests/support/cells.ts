import type { scan } from '../../src/autodiff/index.js';
import { range } from '../../src/base/index.js';
import type { Tensor } from '../../src/graph/index.js';
import {
  add,
  cast,
  concat,
  constant,
  iota,
  matmul,
  maximum,
  mul,
  reshape,
  sigmoid,
  sin,
  slice,
  square,
  sub,
  sum,
  tanh,
} from '../../src/ops/index.js';

export type Loop = typeof scan;

/** Numbers that look random, of a shape. */
export const values = (seed: number, ...shape: number[]): never => {
  const [extent, ...inner] = shape;
  if (extent === undefined) return Math.sin(seed * 12.9898 + 0.5) as never;
  return range(extent).map((k) => values(seed * 31 + k + 1, ...inner)) as never;
};

interface Cell {
  readonly h: Tensor;
  readonly c: Tensor;
}

/** A cell over rows of x [T, k], with a kernel of both x and h. */
const lstm = (loop: Loop, xs: Tensor, w: Tensor, h0: Tensor): readonly [Cell, Tensor] => {
  const units = Number(h0.shape[0]);
  const step = ({ h, c }: Cell, x: Tensor): readonly [Cell, Tensor] => {
    const z = matmul(concat([x, h]), w);
    const gate = (k: number): Tensor => slice(z, [k * units], [(k + 1) * units]);
    const next = add(mul(sigmoid(gate(1)), c), mul(sigmoid(gate(0)), tanh(gate(2))));
    const out = mul(sigmoid(gate(3)), tanh(next));
    return [{ h: out, c: next }, out];
  };
  return loop(step, { h: h0, c: mul(h0, 0) }, xs);
};

const gru = (loop: Loop, xs: Tensor, w: Tensor, h0: Tensor): readonly [Tensor, Tensor] => {
  const units = Number(h0.shape[0]);
  const step = (h: Tensor, x: Tensor): readonly [Tensor, Tensor] => {
    const kernel = (k: number): Tensor => slice(w, [0, k * units], [w.shape[0]!, (k + 1) * units]);
    const z = sigmoid(matmul(concat([x, h]), kernel(0)));
    const r = sigmoid(matmul(concat([x, h]), kernel(1)));
    const proposed = tanh(matmul(concat([x, mul(r, h)]), kernel(2)));
    const next = add(mul(z, h), mul(sub(1, z), proposed));
    return [next, next];
  };
  return loop(step, h0, xs);
};

const product = (loop: Loop, xs: Tensor, _: Tensor, h0: Tensor): readonly [Tensor, Tensor] =>
  loop((p: Tensor, x: Tensor) => [mul(p, sum(x)), mul(p, sin(p))] as const, h0, xs, { reverse: true });

/** A carry that the next step forgets, one that only the last step gives, one of integers. */
const odd = (loop: Loop, xs: Tensor, w: Tensor, h0: Tensor): readonly [Tensor, Tensor] => {
  const [[a, b, k], ys] = loop(
    ([last, most, count]: readonly [Tensor, Tensor, Tensor], x: Tensor) => {
      const scaled = mul(sum(x), cast(count, 'f32'));
      return [
        [mul(square(x), 2), maximum(most, sin(x)), add(count, 1)],
        [add(scaled, sum(last)), count],
      ] as const;
    },
    [reshape(slice(xs, [0], [1]), [-1]), constant(values(4, 2)), constant(1, { dtype: 'i32' })],
    xs,
  );
  return [add(mul(cast(k, 'f32'), sum(w)), add(sum(a), add(sum(b), sum(h0)))), ys[0] as Tensor];
};

export const loops = { lstm, gru, product, odd };
export const operands = [values(1, 3, 2), values(2, 4, 8), values(3, 2)] as const;
export const result =
  (make: (typeof loops)['gru'] | typeof lstm, loop: Loop) => (xs: Tensor, w: Tensor, h0: Tensor) => {
    const [carry, ys] = make(loop, xs, w, h0);
    const last = 'h' in carry ? add(carry.h, square(carry.c)) : carry;
    return add(sum(sin(last)), sum(mul(ys, sin(add(iota(ys.shape, { axis: 0, dtype: 'f32' }), 1)))));
  };
