import { describe, expect, test } from 'vitest';
import * as ops from '../../src/ops/index.js';
import { errorIntegral, complement } from '../../src/ops/families/errorIntegral.js';
import { erf, erfc } from '../../src/expr/index.js';
import { gradientsOf, run, secondOf } from '../support/run.js';

// What each op's docstring promises where the derivative is a choice, or where a formula written down plainly fails.

const one = (f: Parameters<typeof gradientsOf>[0], ...xs: Parameters<typeof gradientsOf>[1][]) =>
  gradientsOf(f, ...xs)[0];

describe('the derivative at a kink', () => {
  test('abs: 0', () => expect(one(ops.abs, [0, -0, 2, -2])).toEqual([0, -0, 1, -1]));
  test('relu: 0', () => expect(one(ops.relu, [-1, 0, 1])).toEqual([0, 0, 1]));
  test('relu6: 0 at both edges', () => expect(one(ops.relu6, [0, 3, 6, 7])).toEqual([0, 1, 0, 0]));
  test('leakyRelu: the negative slope', () => expect(one((x) => ops.leakyRelu(x), [-1, 0, 1])).toEqual([0.2, 0.2, 1]));
  test('elu: alpha', () => expect(one((x) => ops.elu(x, { alpha: 0.5 }), [0, 1])).toEqual([0.5, 1]));
  test('hardSigmoid: 0 at both edges', () => {
    expect(one(ops.hardSigmoid, [-3, 0, 3])).toEqual([0, 1 / 6, 0]);
  });
  test('clip: 1 at the edges', () => {
    expect(one((x) => ops.clip(x, -1, 1), [-2, -1, 0, 1, 2])).toEqual([0, 1, 1, 1, 0]);
  });
  test('maximum and minimum: half each at a tie', () => {
    expect(gradientsOf(ops.maximum, [1, 2, 3], [1, 1, 4])).toEqual([
      [0.5, 1, 0],
      [0.5, 0, 1],
    ]);
    expect(gradientsOf(ops.minimum, [1, 2, 3], [1, 1, 4])).toEqual([
      [0.5, 0, 1],
      [0.5, 1, 0],
    ]);
  });
  test('max and min: even shares among ties', () => {
    expect(one((x) => ops.max(x), [2, 2, 1])).toEqual([0.5, 0.5, 0]);
    expect(
      one(
        (x) => ops.min(x, { axis: 1 }),
        [
          [1, 1, 1, 1, 3],
          [0, 4, 4, 4, 4],
        ],
      ),
    ).toEqual([
      [0.25, 0.25, 0.25, 0.25, 0],
      [1, 0, 0, 0, 0],
    ]);
  });
  test('scatterSet: the last of several updates for one place, and what nobody replaced', () => {
    const f: Parameters<typeof gradientsOf>[0] = (x, u) => ops.scatterSet(x, [1, 1, 0, 1], u);
    expect(gradientsOf(f, [1, 2, 3], [4, 5, 6, 7])).toEqual([
      [0, 0, 1],
      [0, 0, 1, 1],
    ]);
    // Clamped to the same place they are for one place, too.
    const far: Parameters<typeof gradientsOf>[0] = (x, u) => ops.scatterSet(x, [9, 2], u);
    expect(gradientsOf(far, [1, 2, 3], [4, 5])[1]).toEqual([0, 1]);
  });
  test('scatterSet by a table of indices: the last in row-major order', () => {
    const f: Parameters<typeof gradientsOf>[0] = (x, u) =>
      ops.scatterSet(
        x,
        [
          [0, 1],
          [1, 0],
        ],
        u,
      );
    expect(gradientsOf(f, [8, 9], '[[1, 2], [3, 4]]')).toEqual([
      [0, 0],
      [
        [0, 0],
        [1, 1],
      ],
    ]);
  });
  test('scatterMax: even shares among all that equal the result, at every order', () => {
    const f: Parameters<typeof gradientsOf>[0] = (x, u) => ops.scatterMax(x, [0, 0, 1, 1], u);
    expect(gradientsOf(f, [2, 5, 1], [2, 1, 5, 5])).toEqual([
      [0.5, 1 / 3, 1],
      [0.5, 0, 1 / 3, 1 / 3],
    ]);
    // The square of a greatest element: twice its share.
    expect(secondOf((x) => ops.square(ops.scatterMax(x, [0], [1])), [3, 4])).toEqual([2, 2]);
    expect(secondOf((x) => ops.square(ops.scatterMax(x, [0], [5])), [3, 4])).toEqual([0, 2]);
  });
  test('dynamicUpdateSlice: what is replaced has none', () => {
    const f: Parameters<typeof gradientsOf>[0] = (x, u) => ops.dynamicUpdateSlice(x, u, [9]);
    expect(gradientsOf(f, [1, 2, 3], [4, 5])).toEqual([
      [1, 0, 0],
      [1, 1],
    ]);
  });
  test('sign, floor, ceil, round, trunc: none', () => {
    for (const f of [ops.sign, ops.floor, ops.ceil, ops.round, ops.trunc]) expect(one(f, [0.5, 1])).toEqual([0, 0]);
  });
  test('norm: 0 at the zero vector, at every order', () => {
    expect(
      one(
        (x) => ops.norm(x, { axis: 1 }),
        [
          [0, 0],
          [0, -4],
        ],
      ),
    ).toEqual([
      [0, 0],
      [0, -1],
    ]);
    expect(secondOf((x) => ops.norm(x), [0, 0])).toEqual([0, 0]);
  });
  test('std: 0 where all are equal', () => expect(one((x) => ops.std(x), [2, 2, 2])).toEqual([0, 0, 0]));
  test('logAddExp: smooth at a tie', () => {
    expect(gradientsOf(ops.logAddExp, 3, 3)).toEqual([0.5, 0.5]);
    expect(secondOf((x) => ops.logAddExp(x, 3), 3)).toBe(0.25);
  });
});

describe('the derivative beside what is not taken', () => {
  test('where: what is not taken counts nothing, be it infinite', () => {
    const f: Parameters<typeof gradientsOf>[0] = (x, y) => ops.where(ops.greater(x, 0), x, y);
    expect(gradientsOf(f, [1, -1], [Infinity, 2])).toEqual([
      [1, 0],
      [0, 1],
    ]);
    expect(one((x) => ops.where(ops.greater(x, 0), ops.mul(x, x), 0), [0, 3])).toEqual([0, 6]);
  });
  test('elu far to the right', () => {
    expect(one((x) => ops.elu(x), [1000])).toEqual([1]);
    expect(secondOf((x) => ops.elu(x), [1000, -1])).toEqual([0, Math.exp(-1)]);
  });
  test('prod beside zeros: first and second derivative', () => {
    expect(one((x) => ops.prod(x), [0, 2, 3])).toEqual([6, 0, 0]);
    expect(one((x) => ops.prod(x), [0, 0, 3])).toEqual([0, 0, 0]);
    // Rows of the Hessian: d/dx_i of the sum of the products of the others.
    expect(secondOf((x) => ops.prod(x), [0, 0, 3])).toEqual([3, 3, 0]);
    expect(secondOf((x) => ops.prod(x), [0, 2, 3])).toEqual([5, 3, 2]);
    expect(one((x) => ops.prod(x, { axis: [0, 2] }), [[[1, 0]], [[2, 3]]])).toEqual([[[0, 6]], [[0, 0]]]);
  });
  test('pow at a base of 0', () => {
    expect(gradientsOf(ops.pow, [0, 0, 0, 0], [2, 1, 0.5, 0])).toEqual([
      [0, 1, Infinity, 0],
      [0, 0, 0, 0],
    ]);
    expect(secondOf((x) => ops.pow(x, 2), [0, 1])).toEqual([2, 2]);
    expect(secondOf((x) => ops.pow(x, 3), [0, 1])).toEqual([0, 6]);
    // The exponent's derivative is not cut off where it happens to be 0.
    expect(secondOf((x) => ops.pow(2, x), 0)).toBeCloseTo(Math.LN2 ** 2, 15);
  });
});

describe('tails and large numbers', () => {
  const relative = (found: unknown, expected: number): number =>
    Math.abs((found as number) - expected) / Math.abs(expected);
  test('sigmoid and softplus keep their digits', () => {
    for (const x of [-40, 40, -700, 700]) {
      const tail = Math.exp(-Math.abs(x));
      expect(relative(one(ops.sigmoid, x), tail / (1 + tail) ** 2)).toBeLessThan(1e-15);
    }
    expect(relative(run(ops.softplus, -50), Math.exp(-50))).toBeLessThan(1e-15);
    expect(run(ops.softplus, 1000)).toBe(1000);
    expect(run(ops.logSigmoid, -1000)).toBe(-1000);
    expect(relative(run(ops.logSigmoid, 50), -Math.exp(-50))).toBeLessThan(1e-15);
    expect(one(ops.softplus, [1000, -1000])).toEqual([1, 0]);
  });
  test('logSumExp of 1e4, of infinities, of nothing', () => {
    expect(run((x) => ops.logSumExp(x), [1e4, 1e4])).toBe(1e4 + Math.LN2);
    expect(run((x) => ops.logSumExp(x), [-Infinity, -Infinity])).toBe(-Infinity);
    expect(run((x) => ops.logSumExp(x), [Infinity, 1])).toBe(Infinity);
    expect(run((x) => ops.logSumExp(x), [])).toBe(-Infinity);
    expect(one((x) => ops.logSumExp(x), [-Infinity, 1])).toEqual([0, 1]);
  });
  test('softmax of large numbers', () => {
    expect(run((x) => ops.softmax(x), [1000, 1000])).toEqual([0.5, 0.5]);
    expect(run((x) => ops.logSoftmax(x), [-100, 100])).toEqual([-200, 0]);
    expect(one((x) => ops.logSoftmax(x), [-1000, 1000])).toEqual([1, -1]);
  });
  test('gelu in the left tail', () => {
    expect(
      relative(
        run((x) => ops.gelu(x), -10),
        -5 * complement(10 * Math.SQRT1_2),
      ),
    ).toBeLessThan(1e-13);
  });
  test('variance of large means', () => {
    expect(run((x) => ops.variance(x), [1e8, 1e8 + 1, 1e8 + 2])).toBe(2 / 3);
  });
  test('NaN is not hidden', () => {
    for (const f of [ops.relu, ops.relu6, ops.elu, ops.leakyRelu, ops.hardSigmoid, ops.norm, ops.std, ops.max, ops.min])
      expect(run((x) => ops.sum(f(x)), [NaN, 1])).toBeNaN();
    expect(run((x) => ops.clip(x, 0, 1), NaN)).toBeNaN();
    expect(run(ops.maximum, [NaN, 1], [1, NaN])).toEqual([NaN, NaN]);
  });
});

test('the reference knows what infinities come to', () => {
  const both = [Infinity, -Infinity];
  expect([run(ops.erf, both), run(ops.erfc, both)]).toEqual([
    [1, -1],
    [0, 2],
  ]);
  expect(run(ops.mod, [2, -2, 2, -2], [Infinity, Infinity, -Infinity, -Infinity])).toEqual([
    2,
    Infinity,
    -Infinity,
    -2,
  ]);
});

test('erf and erfc of the kernels are their integrals', () => {
  for (let x = -6; x < 26; x += 0.173) {
    expect(Math.abs(erf(x) - errorIntegral(x))).toBeLessThan(1e-15);
    expect(Math.abs(erfc(x) / complement(x) - 1)).toBeLessThan(1e-13);
  }
  for (let x = 1e-8; x < 1; x *= 3) expect(Math.abs(erf(x) / errorIntegral(x) - 1)).toBeLessThan(1e-15);
});
