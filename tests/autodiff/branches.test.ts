import { describe, expect, test } from 'vitest';
import { cond, grad, hessian, jvp, scan, valueAndGrad, vmap, whileLoop } from '../../src/autodiff/index.js';
import type { TapelessError } from '../../src/base/index.js';
import type { Tensor } from '../../src/graph/index.js';
import { add, constant, cos, div, exp, less, log, mul, sin, sub, sum, where } from '../../src/ops/index.js';
import { errorOf } from '../support/errorOf.js';
import { call, gap } from '../support/transforms.js';

const point = [0.3, -0.7];

describe('cond', () => {
  const pick = (x: Tensor, y: Tensor): Tensor =>
    cond(
      less(x, 0.5),
      (a: Tensor, b: Tensor) => mul(sin(a), exp(b)),
      (a: Tensor) => mul(a, mul(a, x)),
      x,
      y,
    );
  const values = (x: number, y: number): number => (x < 0.5 ? Math.sin(x) * Math.exp(y) : x ** 3);
  const slopes = (x: number, y: number): number[] =>
    x < 0.5 ? [Math.cos(x) * Math.exp(y), Math.sin(x) * Math.exp(y)] : [3 * x * x, 0];
  test.each([
    [0.2, 0.4],
    [0.8, 0.4],
  ])('value and gradients at %d, %d', (x, y) => {
    const f = valueAndGrad(pick, { argnums: [0, 1] });
    expect(gap(call(f, x, y), [values(x, y), ...slopes(x, y)])).toBeLessThan(1e-12);
    const along = call((a, b) => jvp(pick, [a, b], [constant(2), constant(-1)])[1], x, y);
    expect(gap(along, [2 * slopes(x, y)[0]! - slopes(x, y)[1]!])).toBeLessThan(1e-12);
    const second = x < 0.5 ? -Math.sin(x) * Math.exp(y) : 6 * x;
    expect(
      gap(
        call((a, b) => hessian((z: Tensor) => pick(z, b))(a), x, y),
        [second],
      ),
    ).toBeLessThan(1e-12);
  });
  test('over a batch, with and without a condition of its own for each element', () => {
    const xs = [0.2, 0.8, -1];
    const own = vmap(grad(pick), { inAxes: [0, null] });
    expect(
      gap(
        call((x, y) => own(x, y), xs, 0.4),
        [xs.map((x) => slopes(x, 0.4)[0]!)],
      ),
    ).toBeLessThan(1e-12);
    const common = (p: Tensor, x: Tensor): Tensor =>
      vmap(
        (z: Tensor) =>
          cond(
            less(p, 0),
            (a: Tensor) => [sin(a), a],
            (a: Tensor) => [a, p],
            z,
          )[0]!,
      )(x);
    expect(gap(call(common, 1, xs), [xs])).toBeLessThan(1e-12);
    expect(gap(call(common, -1, xs), [xs.map(Math.sin)])).toBeLessThan(1e-12);
  });
  test('what is not taken is not computed', () => {
    const f = (x: Tensor): Tensor =>
      cond(
        less(0, x),
        (z: Tensor) => log(z),
        (z: Tensor) =>
          whileLoop(
            () => true,
            (y: Tensor) => add(y, 1),
            z,
          ),
        x,
      );
    expect(call(f, 1)).toEqual([0]);
  });
  test('nests, constants and captured tensors', () => {
    const f = (x: Tensor, y: Tensor): unknown =>
      cond(
        true,
        () => ({ a: mul(x, y), b: constant(1) }),
        () => ({ a: x, b: y }),
      );
    expect(call(f, 2, 3)).toEqual([6, 1]);
  });
  const refused = (f: (x: Tensor) => unknown): TapelessError => errorOf(() => call(f, point));
  test('refuses a condition of several values and results that differ', () => {
    expect(
      refused((x) =>
        cond(
          less(x, 0),
          (z: Tensor) => z,
          (z: Tensor) => z,
          x,
        ),
      ),
    ).toMatchObject({
      code: 'unlike',
      message: 'cond: expected pred to be a truth value bool[], found bool[2].',
    });
    expect(
      refused((x) =>
        cond(
          true,
          (z: Tensor) => z as unknown,
          (z: Tensor) => [sum(z)],
          x,
        ),
      ),
    ).toMatchObject({
      code: 'unlike',
      message: "cond: expected the result of the second function to be as the first one's, f32[2], found [f32[]].",
    });
  });
});

describe('whileLoop', () => {
  /** Newton's method for the square root, with a count of steps. */
  const root = (x: Tensor): readonly [Tensor, Tensor] =>
    whileLoop(
      ([y]: readonly [Tensor, Tensor]) => less(1e-12, where(less(mul(y, y), x), sub(x, mul(y, y)), sub(mul(y, y), x))),
      ([y, k]) => [mul(0.5, add(y, div(x, y))), add(k, 1)],
      [x, constant(0, { dtype: 'i32' })] as readonly [Tensor, Tensor],
    );
  test('runs as long as its test holds', () => {
    expect(
      gap(
        call((x) => root(x)[0], 2),
        [Math.SQRT2],
      ),
    ).toBeLessThan(1e-12);
    expect(call((x) => root(x)[1], 1)).toEqual([0]);
  });
  test('forward mode', () => {
    expect(
      gap(
        call((x) => jvp((z: Tensor) => root(z)[0], [x], [constant(1)])[1], 2),
        [0.5 / Math.SQRT2],
      ),
    ).toBeLessThan(1e-9);
  });
  test('over a batch, each element until it is done', () => {
    const xs = [1, 2, 9, 100];
    expect(
      gap(
        call((x) => vmap(root)(x), xs),
        [xs.map(Math.sqrt), call((x) => vmap((z: Tensor) => root(z)[1])(x), xs)[0]!],
      ),
    ).toBeLessThan(1e-12);
    expect(call((x) => vmap((z: Tensor) => root(z)[1])(x), xs)[0]).toEqual(
      xs.map((x) => call((z) => root(z)[1], x)[0]),
    );
  });
  test('has no gradient, where one is asked for', () => {
    const error = errorOf(() =>
      call(
        grad((x: Tensor) => root(x)[0]),
        2,
      ),
    );
    expect(error).toMatchObject({ code: 'no-reverse-mode' });
    expect(error.places[0]!.source.file).toMatch(/branches.test.ts$/);
    expect(
      call(
        grad((x: Tensor) => mul(x, root(constant(4))[0])),
        2,
      )[0],
    ).toBeCloseTo(2, 12);
  });
  test('inside a scan', () => {
    const f = (x: Tensor): Tensor =>
      scan((c: Tensor, y: Tensor) => [add(c, root(y)[0]), null] as const, constant(0), x)[0];
    expect(gap(call(f, [2.25, 4, 9]), [6.5])).toBeLessThan(1e-12);
    expect(
      gap(
        call((x) => jvp(f, [x], [cos(mul(x, 0))])[1], [2.25, 4, 9]),
        [1 / 3 + 0.25 + 1 / 6],
      ),
    ).toBeLessThan(1e-9);
  });
});
