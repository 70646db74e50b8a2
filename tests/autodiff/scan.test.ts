import { describe, expect, test } from 'vitest';
import { grad, hessian, hvp, jvp, scan, valueAndGrad, vmap } from '../../src/autodiff/index.js';
import type { Tensor } from '../../src/graph/index.js';
import { constant, sin, square, sum } from '../../src/ops/index.js';
import { loops, operands, result, values, type Loop } from '../support/cells.js';
import { call, gap } from '../support/transforms.js';
import { unrolled } from '../support/unrolled.js';

const close = (f: (loop: Loop) => (...xs: Tensor[]) => unknown, ...given: Parameters<typeof call>[1][]): number =>
  gap(call(f(scan), ...given), call(f(unrolled as unknown as Loop), ...given));

describe.each(Object.entries(loops))('%s, beside the same steps without a loop', (_, make) => {
  const of = (loop: Loop) => result(make as never, loop);
  const argnums = [0, 1, 2];
  test('value', () =>
    expect(
      close(
        (loop) =>
          (...xs) =>
            make(loop, xs[0]!, xs[1]!, xs[2]!),
        ...operands,
      ),
    ).toBeLessThan(1e-12));
  test('gradient', () =>
    expect(
      close((loop) => valueAndGrad(of(loop) as never, { argnums, allowUnused: true }) as never, ...operands),
    ).toBeLessThan(1e-12));
  test('forward mode', () => {
    const along = operands.map((x) => x);
    const f =
      (loop: Loop) =>
      (...xs: Tensor[]) =>
        jvp(of(loop) as never, xs as never, along.map((x) => constant(x)) as never);
    expect(close(f, ...operands)).toBeLessThan(1e-12);
  });
  test('second order', () => {
    expect(close((loop) => (xs, w, h0) => hessian((v: Tensor) => of(loop)(v, w!, h0!))(xs!), ...operands)).toBeLessThan(
      1e-11,
    );
    const twice = (loop: Loop) => (xs: Tensor, w: Tensor, h0: Tensor) =>
      grad((v: Tensor) => sum(square(grad((u: Tensor) => of(loop)(u, w, v), { allowUnused: true })(xs))), {
        allowUnused: true,
      })(h0);
    expect(close(twice as never, ...operands)).toBeLessThan(1e-11);
    const along = (loop: Loop) => (xs: Tensor, w: Tensor, h0: Tensor) =>
      hvp((v: Tensor) => of(loop)(xs, v, h0), w, sin(w));
    expect(close(along as never, ...operands)).toBeLessThan(1e-11);
  });
  test.each([
    ['all', [0, 0, 0]],
    ['xs', [0, null, null]],
    ['constants', [null, 0, null]],
    ['first carries', [null, null, 0]],
  ] as const)('over a batch of %s', (__, inAxes) => {
    const batch = operands.map((x, k) => (inAxes[k] === null ? x : [x, values(k + 7, ...shapes[k]!)])) as never[];
    const f = (loop: Loop) => vmap(of(loop) as never, { inAxes }) as never;
    expect(close(f, ...batch)).toBeLessThan(1e-12);
    const slope = (loop: Loop) =>
      vmap(grad(of(loop) as never, { argnums, allowUnused: true }) as never, { inAxes }) as never;
    expect(close(slope, ...batch)).toBeLessThan(1e-12);
  });
});
const shapes = [[3, 2], [4, 8], [2]];
