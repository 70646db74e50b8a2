import { describe, expect, test } from 'vitest';
import {
  checkpoint,
  cond,
  grad,
  hessian,
  jacobian,
  scan,
  valueAndGrad,
  vmap,
  whileLoop,
} from '../../src/autodiff/index.js';
import type { TapelessError } from '../../src/base/index.js';
import { input, makeGraph, type Tensor } from '../../src/graph/index.js';
import { assign, f32, layer, program, state, traceUnit } from '../../src/model/index.js';
import {
  add,
  bernoulli,
  cast,
  constant,
  equal,
  less,
  mul,
  reshape,
  sin,
  square,
  stack,
  sum,
  tap,
  tanh,
  uniform,
  zeros,
} from '../../src/ops/index.js';
import { instance } from '../model/simulate.js';
import { errorOf } from '../support/errorOf.js';
import { optimized } from '../support/optimized.js';
import { call, gap } from '../support/transforms.js';

/** What a program of one input x makes of some numbers, call after call. */
const runs = (f: (x: Tensor) => unknown, xs: readonly number[]) => {
  const run = instance(
    traceUnit(program({ inputs: { x: f32(xs.length) }, outputs: ({ x }) => ({ y: f(x) as Tensor }) }), 'default'),
  );
  return { call: () => run.call('run', { x: xs }), state: run.state };
};

describe('random functions', () => {
  const drawn = (x: Tensor): Tensor =>
    scan((c: Tensor, y: Tensor) => [c, add(mul(y, 0), uniform([]))], constant(0), x)[1];
  test('draw other numbers in each step, and in each call', () => {
    const { call: run } = runs(drawn, [1, 2, 3, 4]);
    const values = [run(), run()].flatMap(({ y }) => y as number[]);
    expect(new Set(values).size).toBe(8);
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
  });
  test('draw the same numbers for the derivative', () => {
    const kept = (x: Tensor): Tensor =>
      scan(
        (c: Tensor, y: Tensor) => [add(c, mul(square(y), cast(bernoulli([]), 'f32'))), null] as const,
        constant(0),
        x,
      )[0];
    const { call: run } = runs(
      (x) => {
        const [y, dx] = valueAndGrad(kept)(x);
        return stack([y, sum(mul(dx, x))]);
      },
      [1, 2, 3, 4, 5, 6],
    );
    const found = [0, 1, 2].map(() => run().y as number[]);
    expect(new Set(found.map(([y]) => y)).size).toBeGreaterThan(1);
    expect(found.map(([, dy]) => dy)).toEqual(found.map(([y]) => 2 * y!));
  });
  test('in a loop inside a loop, and in a while loop', () => {
    const inner = (x: Tensor): Tensor => scan((c: Tensor) => [c, drawn(x)], constant(0), null, { length: 3 })[1];
    expect(new Set(runs((x) => reshape(inner(x), [-1]), [1, 2]).call().y as number[]).size).toBe(6);
    const repeated = (x: Tensor): Tensor =>
      whileLoop(
        ([, , k]: readonly [Tensor, Tensor, Tensor]) => less(k, 4),
        ([last, same, k]) => {
          const drawn = uniform([]);
          return [drawn, add(same, cast(equal(drawn, last), 'f32')), add(k, 1)] as readonly [Tensor, Tensor, Tensor];
        },
        [sum(mul(x, 0)), constant(0), constant(0)] as readonly [Tensor, Tensor, Tensor],
      )[1];
    expect(runs(repeated, [1]).call().y).toBe(0);
  });
});

describe('effects', () => {
  const counted = layer({ kind: 'counted' }, (x: Tensor) => {
    const calls = state([], { name: 'calls', initial: 0 });
    assign(calls, add(calls, x));
    return mul(calls, 2);
  });
  test('a state that is assigned is carried from step to step', () => {
    const { call: run, state: after } = runs(
      (x) => scan((c: Tensor, y: Tensor) => [c, counted(y)], constant(0), x)[1],
      [1, 2, 3],
    );
    expect(run()).toEqual({ y: [0, 2, 6] });
    expect(run()).toEqual({ y: [12, 14, 18] });
    expect(after.get('counted/calls')!.data[0]).toBe(12);
  });
  test('under a derivative too', () => {
    const f = (x: Tensor): Tensor =>
      scan((c: Tensor, y: Tensor) => [add(c, mul(y, counted(y))), null] as const, constant(0), x)[0];
    const { call: run, state: after } = runs((x) => grad(f)(x), [1, 2, 3]);
    // 2 (x2 x1 + x3 (x1 + x2))
    expect(run()).toEqual({ y: [10, 8, 6] });
    expect(after.get('counted/calls')!.data[0]).toBe(6);
  });
  test('a branch that does not assign leaves the state as it is', () => {
    const f = (x: Tensor): Tensor =>
      scan(
        (c: Tensor, y: Tensor) => [
          c,
          cond(
            less(y, 2.5),
            () => counted(y),
            () => y,
          ),
        ],
        constant(0),
        x,
      )[1];
    expect(runs(f, [1, 3, 2]).call()).toEqual({ y: [0, 3, 2] });
  });
  test('a state is carried through a while loop', () => {
    const f = (x: Tensor): Tensor =>
      whileLoop(
        (y: Tensor) => less(sum(y), 10),
        (y: Tensor) => add(y, counted(sum(y))),
        x,
      );
    const { call: run, state: after } = runs(f, [1, 0]);
    // Sums of y: 1, then 1 + 0, then 1 + 2·2 = 5 of two elements, then 5 + 2·2·2…
    run();
    expect(after.get('counted/calls')!.data[0]).toBe(7);
  });
  test('what is tapped comes out stacked', () => {
    const declared = program({
      inputs: { x: f32(3) },
      outputs: ({ x }) => ({
        y: scan((c: Tensor, y: Tensor) => [add(c, tap('inner', mul(y, y))), null], constant(0), x)[0],
      }),
    });
    const found = instance(traceUnit(declared, 'default')).call('run', { x: [1, 2, 3] });
    expect(found).toMatchObject({ y: 14, 'taps.inner': [1, 4, 9] });
  });
  const refused = (f: (x: Tensor) => unknown): TapelessError => errorOf(() => runs(f, [1, 2]));
  test('taps that may have no value are refused', () => {
    const one = refused((x) =>
      cond(
        true,
        () => tap('inner', x),
        () => x,
      ),
    );
    expect(one.message).toBe(
      "cond: 'inner' is tapped in one of the two functions, and has no value where the other is taken. Tap it in both, or tap the result of cond.",
    );
    const two = refused((x) =>
      whileLoop(
        (y: Tensor) => less(sum(y), 0),
        (y: Tensor) => tap('inner', add(y, 1)),
        x,
      ),
    );
    expect(two.message).toBe(
      "whileLoop: 'inner' is tapped in body, which may run any number of times. Tap the result, or carry the tensor.",
    );
    const three = refused((x) =>
      whileLoop(
        (y: Tensor) => less(counted(sum(y)), 0),
        (y: Tensor) => y,
        x,
      ),
    );
    expect(three).toMatchObject({ code: 'bad-loop' });
    const four = refused((x) =>
      whileLoop(
        (y: Tensor) => less(sum(y), uniform([])),
        (y: Tensor) => y,
        x,
      ),
    );
    expect(four.message).toMatch(/^whileLoop: test draws random numbers/);
  });
});

describe('loops in loops', () => {
  /** Powers of x by repeated products, summed over rows. */
  const rows = (x: Tensor): Tensor =>
    scan(
      (total: Tensor, row: Tensor) => {
        const [last, all] = scan((p: Tensor, y: Tensor) => [mul(p, sin(y)), p] as const, sum(total), row);
        return [add(total, mul(last, row)), sum(all)] as const;
      },
      constant([1, 1, 1]),
      x,
    )[1];
  const point = [
    [0.3, -0.2, 0.9],
    [1.1, 0.4, -0.6],
  ];
  const value = (x: readonly (readonly number[])[]): number[] => {
    let total = [1, 1, 1];
    return x.map((row) => {
      let p = total.reduce((a, b) => a + b);
      let all = 0;
      for (const y of row) {
        all += p;
        p *= Math.sin(y);
      }
      total = total.map((t, k) => t + p * row[k]!);
      return all;
    });
  };
  test('have values and derivatives', () => {
    expect(gap(call(rows, point), [value(point)])).toBeLessThan(1e-12);
    const h = 1e-5;
    const slope = (i: number, k: number): number[] => {
      const at = (by: number): number[] =>
        value(point.map((row, r) => row.map((y, c) => (r === i && c === k ? y + by : y))));
      return at(h).map((y, j) => (y - at(-h)[j]!) / (2 * h));
    };
    const expected = [0, 1].map((j) => point.map((row, i) => row.map((_, k) => slope(i, k)[j]!)));
    expect(
      gap(
        call((x) => jacobian(rows)(x), point),
        [expected],
      ),
    ).toBeLessThan(1e-8);
  });
  test('checkpointed chunks: the inner values of one chunk at a time', () => {
    const step = (c: Tensor, y: Tensor): readonly [Tensor, null] => [tanh(add(mul(c, 1.2), sin(y))), null];
    const chunked = (x: Tensor): Tensor =>
      scan(
        (c: Tensor, chunk: Tensor) =>
          [checkpoint((a: Tensor, b: Tensor) => scan(step, a, b)[0])(c, chunk), null] as const,
        constant(0.1),
        reshape(x, [3, 4]),
      )[0];
    const plain = (x: Tensor): Tensor => scan(step, constant(0.1), x)[0];
    const at = Array.from({ length: 12 }, (_, k) => Math.sin(k * 7 + 1));
    expect(gap(call(grad(chunked), at), call(grad(plain), at))).toBeLessThan(1e-13);
    expect(gap(call(hessian(chunked), at), call(hessian(plain), at))).toBeLessThan(1e-12);
    // Of 12 steps, 3 first carries are kept and 4 inner values at a time.
    const x = input('x', { dtype: 'f32', shape: [12] });
    const stacked = optimized(makeGraph([x], [grad(chunked)(x)])).nodes.flatMap(({ op, results }) =>
      op.loop ? results.filter(({ shape }) => shape.length > 0).map(({ shape }) => shape.join()) : [],
    );
    expect(stacked.filter((shape) => shape !== '3,4')).toEqual(['3']);
  });
});

describe('lengths', () => {
  const total = (x: Tensor): Tensor =>
    scan((c: Tensor, y: Tensor) => [add(c, square(y)), c] as const, constant(2), x)[0];
  test('no step gives the first carry', () => {
    expect(call((x) => total(reshape(mul(x, zeros([0])), [0])), [1])).toEqual([2]);
    expect(call((x) => scan((c: Tensor) => [add(c, 1), c] as const, x, null, { length: 0 })[1], 3)).toEqual([[]]);
  });
  test('a number of steps without slices', () => {
    expect(call((x) => scan((c: Tensor) => [mul(c, 2), c] as const, x, null, { length: 4 }), 1)).toEqual([
      16,
      [1, 2, 4, 8],
    ]);
    expect(
      call(
        vmap((x: Tensor) => scan((c: Tensor) => [mul(c, 2), null] as const, x, null, { length: 4 })[0]),
        [1, 2],
      ),
    ).toEqual([[16, 32]]);
  });
  test.each<readonly [string, (x: Tensor) => unknown, string]>([
    [
      'nothing tells it',
      (x) => scan((c: Tensor) => [c, null], x, null),
      'scan: xs has no tensor, and no length says how many steps there are. Pass { length }, or tensors to take slices of.',
    ],
    [
      'it differs',
      (x) => scan((c: Tensor) => [c, null], sum(x), x, { length: 3 }),
      'scan: the length 3 is given, and x0 [2] has 2 slices. Leave length out: xs tell it.',
    ],
    [
      'it is none',
      (x) => scan((c: Tensor) => [c, null], x, null, { length: 1.5 }),
      'scan: the length 1.5 is no number of steps. Pass a whole number from 0, or an extent such as N.',
    ],
    [
      'a scalar has none',
      (x) => scan((c: Tensor) => [c, null], x, sum(x)),
      'scan: sum [] has no axis to take a slice of in each step. Stack what differs from step to step along the first axis; what all steps share, fn can use as it is.',
    ],
    [
      'the result is no pair',
      (x) => scan(((c: Tensor) => c) as never, x, x),
      'scan: expected the result of fn to be [carry, y], found a tensor.',
    ],
    [
      'the carry is another nest',
      (x) => scan(((c: Tensor) => [{ h: c }, null]) as never, x, x),
      'scan: expected the carry that fn returns to be f32[2], found { h: f32[2] }.',
    ],
    [
      'the carry is of another dtype',
      (x) => scan((c: Tensor) => [cast(c, 'i32'), null], x, x),
      "scan: the carry is f32[2] and becomes i32[2]; a carry keeps its dtype and its shape. Convert it at the end of the step: cast(x, 'f32').",
    ],
  ])('refused where %s', (_, f, message) => {
    expect(errorOf(() => call(f, [1, 2])).message).toBe(message);
  });
});
