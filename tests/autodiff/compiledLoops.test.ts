import { describe, expect, test } from 'vitest';
import { grad, jvp, scan, valueAndGrad, vmap } from '../../src/autodiff/index.js';
import type { NdArray } from '../../src/base/index.js';
import { input, type Tensor } from '../../src/graph/index.js';
import { constant, square, sum } from '../../src/ops/index.js';
import { loops, operands, result, type Loop } from '../support/cells.js';
import { ndarray } from '../support/ndarrays.js';
import { faultsAfterPasses, runners } from '../support/runners.js';

type Objective = (...xs: Tensor[]) => Tensor;

/** What is made of a loop's objective, each a program of its own. */
const made: Readonly<Record<string, (f: Objective) => (...xs: Tensor[]) => readonly Tensor[]>> = {
  'value and gradients':
    (f) =>
    (...xs) => {
      const [y, dxs] = valueAndGrad(f, { argnums: [0, 1, 2], allowUnused: true })(...xs);
      return [y, ...dxs];
    },
  'forward mode':
    (f) =>
    (...xs) =>
      jvp(
        f,
        xs,
        xs.map((_, k) => constant(operands[k]!)),
      ),
  'second order': (f) => (xs, w, h) => [
    grad((v: Tensor) => sum(square(grad((u: Tensor) => f(u, w!, v), { allowUnused: true })(xs!))), {
      allowUnused: true,
    })(h!),
  ],
  'a batch of first carries': (f) => (xs, w, h) => [
    vmap((v: Tensor) => grad((u: Tensor) => f(u, w!, v), { allowUnused: true })(xs!))(
      constant([[...operands[2]], [0.5, -0.3]]),
    ),
    h!,
  ],
};

describe.each(Object.entries(runners))('%s', (_, runner) => {
  describe.each(Object.entries(loops))('%s', (__, make) => {
    test.each(Object.entries(made))('%s', (___, of) => {
      const arrays: NdArray[] = operands.map((x) => ndarray(x));
      const xs: Tensor[] = arrays.map(({ shape }, k) => input(`x${k}`, { dtype: 'f32', shape }));
      const f = result(make as never, scan as Loop) as Objective;
      const ys = of(f)(...xs).filter((y) => !xs.includes(y));
      const fed = new Map(xs.map((x, k) => [x, arrays[k]!]));
      expect(faultsAfterPasses({ xs, ys }, runner, fed)).toEqual([]);
    });
  });
});
