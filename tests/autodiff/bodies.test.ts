import { describe, expect, test } from 'vitest';
import { evaluate, input, makeGraph, topological, verifyGraph, type Tensor } from '../../src/graph/index.js';
import {
  checkpoint,
  customVjp,
  grad,
  hessian,
  jacobian,
  jvp,
  valueAndGrad,
  vjp,
  vmap,
} from '../../src/autodiff/index.js';
import {
  add,
  clip,
  constant,
  exp,
  mean,
  mul,
  sin,
  square,
  stopGradient,
  sum,
  tap,
  tanh,
  log,
} from '../../src/ops/index.js';
import { ndarray, nested } from '../support/ndarrays.js';
import { optimized } from '../support/optimized.js';
import { traced } from '../support/run.js';
import { call, gap } from '../support/transforms.js';

const scalar = { dtype: 'f32', shape: [] } as const;
const names = (ys: readonly Tensor[]): string[] => topological(ys).map(({ op }) => op.name);

/** Passes on the gradient of a tenth of itself. */
const damped = customVjp((x: Tensor) => sin(x), {
  forward: (x: Tensor) => [sin(x), null],
  backward: (_: null, dy: Tensor) => [mul(dy, 0.1)],
});

/** Keeps gradients in [-1, 1]: not linear in dy. */
const clipped = customVjp((x: Tensor) => x, {
  forward: (x: Tensor) => [x, null],
  backward: (_: null, dy: Tensor) => [clip(dy, -1, 1)],
});

describe('customVjp', () => {
  test('its value is the function, its gradient the rule', () => {
    expect(
      gap(
        call(
          valueAndGrad((x: Tensor) => damped(x)),
          0.3,
        ),
        [Math.sin(0.3), 0.1],
      ),
    ).toBeLessThan(1e-15);
    expect(
      call(
        grad((x: Tensor) => mul(3, clipped(x))),
        5,
      ),
    ).toEqual([1]);
  });
  test('batches', () => {
    expect(call((x) => vmap(grad((z: Tensor) => mul(3, clipped(z))))(x), [5, 6])).toEqual([[1, 1]]);
    expect(call((x) => jacobian((z: Tensor) => clipped(z))(x), [5, 6])).toEqual([
      [
        [1, 0],
        [0, 1],
      ],
    ]);
  });
  test('an argument that a batch shares gets the sum', () => {
    const scaled = customVjp((x: Tensor, s: Tensor) => mul(x, s), {
      forward: (x: Tensor, s: Tensor) => [mul(x, s), [x, s]] as const,
      backward: ([x, s]: readonly [Tensor, Tensor], dy: Tensor) => [mul(dy, s), mul(mul(dy, x), 10)],
    });
    const batched = (x: Tensor, s: Tensor): Tensor => sum(vmap(scaled, { inAxes: [0, null] })(x, s));
    expect(call((x, s) => grad(batched, { argnums: [0, 1] })(x, s), [1, 2, 3], 4)).toEqual([[4, 4, 4], 60]);
  });
  test('batch axes that are not the first', () => {
    const rows = [
      [1, 2, 3],
      [4, 5, 6],
    ];
    const squared = customVjp((x: Tensor) => square(x), {
      forward: (x: Tensor) => [square(x), x] as const,
      backward: (x: Tensor, dy: Tensor) => [mul(dy, mul(2, x))],
    });
    const total = (x: Tensor): Tensor => sum(vmap(squared, { inAxes: 1, outAxes: 1 })(x));
    expect(call(grad(total), rows)).toEqual([rows.map((row) => row.map((value) => 2 * value))]);
  });
  test('forward mode sees that a checkpoint inside the rule is linear', () => {
    const inner = checkpoint((x: Tensor) => sin(mul(x, x)));
    const f = customVjp((x: Tensor) => inner(x), {
      forward: (x: Tensor) => [inner(x), x] as const,
      backward: (x: Tensor, dy: Tensor) => vjp(inner, x)[1](dy),
    });
    const found = call((x) => jvp((z: Tensor) => f(z), [x], [constant(2)])[1], 0.7);
    expect(gap(found, [2 * 1.4 * Math.cos(0.49)])).toBeLessThan(1e-12);
  });
  test('its rule is derived again', () => {
    const cube = customVjp((x: Tensor) => mul(x, mul(x, x)), {
      forward: (x: Tensor) => [mul(x, mul(x, x)), x] as const,
      backward: (x: Tensor, dy: Tensor) => [mul(dy, mul(4, square(x)))],
    });
    // Of 4x², the rule's slope, not of 3x².
    expect(call(grad(grad((x: Tensor) => cube(x))), 2)).toEqual([16]);
    expect(call((x) => jvp((z: Tensor) => cube(z), [x], [constant(1)])[1], 2)).toEqual([16]);
  });
  test('any nest of arguments, results and residuals, with what is no tensor carried along', () => {
    interface Pair {
      readonly a: Tensor;
      readonly b: Tensor;
    }
    const f = customVjp(({ a, b }: Pair, c: Tensor) => [mul(a, b), { c: sin(c) }] as const, {
      forward: ({ a, b }: Pair, c: Tensor) =>
        [[mul(a, b), { c: sin(c) }] as const, { factors: [b, a], times: 100 }] as const,
      backward: ({ factors, times }, [dy]) => [{ a: mul(dy, factors[0]!), b: mul(mul(dy, factors[1]!), times) }, null],
    });
    const total = (pair: Pair, c: Tensor): Tensor => {
      const [y, { c: z }] = f(pair, c);
      return add(y, z);
    };
    const found = call((a, b, c) => grad(total, { argnums: [0, 1] })({ a, b }, c), 2, 3, 4);
    expect(found).toEqual([3, 200, 0]);
  });
  test('constants and tensors without a gradient may be captured', () => {
    const found = call(
      (x, k) => {
        const f = customVjp((z: Tensor) => mul(z, k), {
          forward: (z: Tensor) => [mul(z, k), null],
          backward: (_: null, dy: Tensor) => [mul(dy, add(k, 1))],
        });
        return [grad(f)(x), vmap(grad(f))(constant([1, 2]))];
      },
      5,
      7,
    );
    expect(found).toEqual([8, [8, 8]]);
  });
  test('forward runs only where something is derived', () => {
    const f = customVjp((x: Tensor) => sin(x), {
      forward: (x: Tensor) => [sin(x), exp(x)] as const,
      backward: (e: Tensor, dy: Tensor) => [mul(dy, e)],
    });
    const x = input('x', scalar);
    const counted = (ys: readonly Tensor[]): string[] => optimized(makeGraph([x], ys)).nodes.map(({ op }) => op.name);
    expect(counted([f(x)])).toEqual(['sin']);
    expect(counted([f(x), grad(f)(x)])).toEqual(['sin', 'exp']);
  });
});

describe('checkpoint', () => {
  const f = (x: Tensor): Tensor => sum(tanh(mul(sin(x), 2)));
  test('computes its inner values again, from behind a barrier', () => {
    const x = input('x', { dtype: 'f32', shape: [3] });
    const count = (ys: readonly Tensor[], name: string): number => names(ys).filter((own) => own === name).length;
    const graphOf = (g: typeof f): readonly Tensor[] => optimized(makeGraph([x], [g(x), grad(g)(x)])).outputs;
    expect([count(graphOf(f), 'sin'), count(graphOf(f), 'barrier')]).toEqual([1, 0]);
    expect([count(graphOf(checkpoint(f)), 'sin'), count(graphOf(checkpoint(f)), 'barrier')]).toEqual([2, 1]);
  });
  test('captured tensors have gradients', () => {
    const found = call(
      (w, x) => grad((v: Tensor) => checkpoint((z: Tensor) => sum(mul(z, sin(v))))(x))(w),
      [1, 2],
      [3, 4],
    );
    expect(gap(found, [[3 * Math.cos(1), 4 * Math.cos(2)]])).toBeLessThan(1e-15);
  });
  test('one inside another', () => {
    const inner = (x: Tensor): Tensor => checkpoint(f)(mul(x, 1.5));
    const point = [0.3, -0.2];
    expect(gap(call(hessian(checkpoint(inner)), point), call(hessian(inner), point))).toBeLessThan(1e-14);
  });
  test('formulas inside are stable', () => {
    expect(call(grad(checkpoint((x: Tensor) => log(add(1, exp(x))))), 1000)).toEqual([1]);
  });
  test('integers and several results', () => {
    const g = checkpoint((x: Tensor, i: Tensor) => [sin(x), i] as const);
    const found = call((x) => grad((z: Tensor) => g(z, constant(3, { dtype: 'i32' }))[0])(x), 0.5);
    expect(found).toEqual([Math.cos(0.5)]);
  });
});

describe('taps', () => {
  const f = (x: Tensor): Tensor => mul(tap('inner', sin(x)), 2);
  const taken = (g: (x: Tensor) => unknown, value: number | number[]): unknown => {
    const array = ndarray(value);
    const x = input('x', { dtype: 'f32', shape: array.shape });
    const { taps } = traced(() => g(x));
    const inner = taps.get('inner')!;
    expect(verifyGraph(makeGraph([x], [inner]))).toEqual([]);
    return nested(evaluate([inner], { values: new Map([[x, array]]) })[0]!);
  };
  test.each<readonly [string, (x: Tensor) => unknown]>([
    ['grad', grad(f)],
    ['vjp', (x) => vjp(f, x)],
    ['jvp', (x) => jvp(f, [x], [x])],
    ['checkpoint', checkpoint(f)],
    ['grad of checkpoint', grad(checkpoint(f))],
    ['customVjp', customVjp(f, { forward: (x) => [sin(x), null], backward: (_: null, dy) => [dy] })],
    ['grad of grad', grad(grad(f))],
  ])('come out of %s', (_, g) => expect(taken(g, 0.5)).toBe(Math.sin(0.5)));
  test('come out of vmap batched, the batch first', () => {
    expect(taken(vmap(f), [0.5, 1])).toEqual([Math.sin(0.5), Math.sin(1)]);
    expect(taken(vmap(grad(f)), [0.5, 1])).toEqual([Math.sin(0.5), Math.sin(1)]);
    expect(taken(vmap(checkpoint(f)), [0.5, 1])).toEqual([Math.sin(0.5), Math.sin(1)]);
  });
});

describe('a batch of N', () => {
  const x = input('x', { dtype: 'f32', shape: ['N', 2] });
  const rows = [
    [1, 2],
    [3, 4],
  ];
  const at = (y: Tensor): unknown => {
    const { outputs } = optimized(makeGraph([x], [y]));
    return nested(evaluate(outputs, { values: new Map([[x, ndarray(rows)]]), n: 2 })[0]!);
  };
  const scaled = (by: number): number[][] => rows.map((row) => row.map((value) => value * by));
  test('grad of a mean', () => {
    expect(at(grad((z: Tensor) => mean(square(z)))(x))).toEqual(scaled(0.5));
  });
  test('vmap over N', () => {
    expect(at(vmap((row: Tensor) => sum(square(row)))(x))).toEqual([5, 25]);
    expect(at(vmap(grad((row: Tensor) => sum(square(row))))(x))).toEqual(scaled(2));
  });
  test('jacobian of rows', () => {
    const y = jacobian((z: Tensor) => sum(square(z), { axis: 1 }))(x);
    expect(y.shape).toEqual(['N', 'N', 2]);
    expect(at(sum(y, { axis: 1 }))).toEqual(scaled(2));
  });
});

test('stopGradient', () => {
  expect(
    call(
      grad((x: Tensor) => mul(x, stopGradient(x))),
      3,
    ),
  ).toEqual([3]);
  expect(call((x) => jvp((z: Tensor) => mul(z, stopGradient(z)), [x], [constant(1)])[1], 3)).toEqual([3]);
});
