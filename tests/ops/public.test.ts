import { describe, expect, test } from 'vitest';
import { evaluate, type Tensor } from '../../src/graph/index.js';
import * as ops from '../../src/ops/index.js';
import { cases } from '../support/cases.js';
import { nested, read, type Nested } from '../support/ndarrays.js';
import { gradientsOf, ints, run } from '../support/run.js';

const square = '[[1, 2, 3], [4, 5, 6]]';
const vector = [3, 1, 2];

const left = '[[1, 2], [3, 4]]';
const right = '[[5, 6], [7, 8]]';

/** The value of a tensor without inputs. */
const known = (x: Tensor): Nested => nested(evaluate([x], { values: new Map() })[0]!);

cases('reductions', [
  ['sum of all', () => run((x) => ops.sum(x), square), 21],
  ['sum along an axis', () => run((x) => ops.sum(x, { axis: 0 }), square), [5, 7, 9]],
  ['sum, axes kept', () => run((x) => ops.sum(x, { axis: -1, keepDims: true }), square), '[[6], [15]]'],
  ['sum along two axes', () => run((x) => ops.sum(x, { axis: [0, 1] }), square), 21],
  ['sum of integers', () => run((x) => ops.sum(x), ints([1, -5, 2])), -2],
  ['mean', () => run((x) => ops.mean(x, { axis: 1 }), square), [2, 5]],
  ['prod', () => run((x) => ops.prod(x, { axis: 1 }), square), [6, 120]],
  ['max', () => run((x) => ops.max(x, { axis: 0 }), square), [4, 5, 6]],
  ['min', () => run((x) => ops.min(x), vector), 1],
  ['variance', () => run((x) => ops.variance(x), [1, 2, 3, 4]), 1.25],
  ['variance of a sample', () => run((x) => ops.variance(x, { correction: 1 }), [1, 2, 3]), 1],
  ['std', () => run((x) => ops.std(x), [1, 1, 5, 5]), 2],
  ['norm', () => run((x) => ops.norm(x, { axis: 1 }), '[[3, 4], [0, 0]]'), [5, 0]],
  ['norm of order 1', () => run((x) => ops.norm(x, { ord: 1 }), [3, -4]), 7],
  ['norm of order Infinity', () => run((x) => ops.norm(x, { ord: Infinity }), [3, -4]), 4],
  ['any', () => run((x) => ops.any(x, { axis: 1 }), ints('[[0, 1], [0, 0]]', 'bool')), [true, false]],
  ['all', () => run((x) => ops.all(x, { axis: 1 }), ints('[[1, 1], [0, 1]]', 'bool')), [true, false]],
  ['argmax', () => run((x) => ops.argmax(x, { axis: 1 }), '[[1, 3, 3], [5, 4, 0]]'), [1, 0]],
  ['argmax of all', () => run((x) => ops.argmax(x), square), 5],
  ['argmax, axis kept', () => run((x) => ops.argmax(x, { axis: 0, keepDims: true }), square), '[[1, 1, 1]]'],
  ['argmax of NaN', () => run((x) => ops.argmax(x), [1, NaN, 2, NaN]), 1],
  ['argmax of -Infinity', () => run((x) => ops.argmax(x), [-Infinity, -Infinity]), 0],
  ['argmin', () => run((x) => ops.argmin(x), vector), 1],
  ['argmin of the least integer', () => run((x) => ops.argmin(x), ints([3, -2147483648, 7])), 1],
  ['argmin of u32', () => run((x) => ops.argmin(x), ints([3, 0, 7], 'u32')), 1],
]);

cases('comparisons and logic', [
  ['greater', () => run(ops.greater, vector, [2, 2, 2]), [true, false, false]],
  ['greaterEqual', () => run(ops.greaterEqual, vector, [2, 2, 2]), [true, false, true]],
  ['notEqual of NaN', () => run(ops.notEqual, [NaN, 1], [NaN, 1]), [true, false]],
  ['logicalAnd', () => run(ops.logicalAnd, ints([1, 1, 0], 'bool'), ints([1, 0, 0], 'bool')), [true, false, false]],
  ['logicalOr', () => run(ops.logicalOr, ints([1, 1, 0], 'bool'), ints([1, 0, 0], 'bool')), [true, true, false]],
  ['logicalXor', () => run(ops.logicalXor, ints([1, 1, 0], 'bool'), ints([1, 0, 0], 'bool')), [false, true, false]],
  ['logicalNot', () => run(ops.logicalNot, ints([1, 0], 'bool')), [false, true]],
  ['not of integers', () => run(ops.not, ints([0, 5])), [-1, -6]],
  ['isNaN', () => run(ops.isNaN, [NaN, 1, Infinity]), [true, false, false]],
  ['isFinite', () => run(ops.isFinite, [NaN, 1, Infinity]), [false, true, false]],
  ['where', () => run((x) => ops.where(ops.less(x, 2), 0, x), vector), [3, 0, 2]],
  ['clip', () => run((x) => ops.clip(x, 1.5, 2.5), vector), [2.5, 1.5, 2]],
  ['nanToNum', () => run((x) => ops.nanToNum(x, { nan: 7, positiveInfinity: 8 }), [NaN, Infinity, 1]), [7, 8, 1]],
  ['mod takes the sign of the divisor', () => run(ops.mod, [5, -5, 5, -5], [3, 3, -3, -3]), [2, 1, -1, -2]],
  ['mod of integers', () => run(ops.mod, ints([5, -5]), ints([3, 3])), [2, 1]],
  ['round halves to even', () => run(ops.round, [0.5, 1.5, 2.5, -0.5, -1.5]), [0, 2, 2, -0, -2]],
  ['trunc', () => run(ops.trunc, [1.7, -1.7]), [1, -1]],
  ['reciprocal', () => run(ops.reciprocal, [4]), [0.25]],
]);

cases('plain values take the other dtype', [
  ['a number beside integers', () => run((x) => ops.add(x, 2), ints([1, 2])), [3, 4]],
  ['a nested array', () => run((x) => ops.mul([[1], [10]], x), [1, 2]), '[[1, 2], [10, 20]]'],
  ['a boolean', () => run((x) => ops.equal(x, true), ints([1, 0], 'bool')), [true, false]],
  ['alone', () => known(ops.add(1, [0.5, 2])), [1.5, 3]],
  ['an index', () => run((x) => ops.gather(x, [2, 0]), vector), [2, 3]],
  ['integers wrap', () => run((x) => ops.add(x, 1), ints([2147483647])), [-2147483648]],
]);

describe('activations', () => {
  const near = (found: Nested, expected: readonly number[]): void =>
    (found as number[]).forEach((value, k) => expect(value).toBeCloseTo(expected[k]!, 14));
  test('silu, mish, softsign, hardSwish, selu', () => {
    near(run(ops.silu, [1, -1]), [0.7310585786300049, -0.2689414213699951]);
    near(run(ops.mish, [1, -1]), [0.8650983882673103, -0.30340146137410895]);
    near(run(ops.softsign, [1, -3]), [0.5, -0.75]);
    near(run(ops.hardSwish, [1, -1, 4, -4]), [2 / 3, -1 / 3, 4, 0]);
    near(run(ops.selu, [1, -1]), [1.0507009873554805, -1.1113307378125625]);
  });
  test('gelu, plain and approximate', () => {
    near(
      run((x) => ops.gelu(x), [1, -1]),
      [0.8413447460685429, -0.15865525393145707],
    );
    near(
      run((x) => ops.gelu(x, { approximate: true }), [1, -1]),
      [0.8411919906082768, -0.15880800939172324],
    );
  });
  test('glu', () =>
    near(
      run((x) => ops.glu(x), [4, 0]),
      [2],
    ));
  test('softmax over an axis', () => {
    const found = run(
      (x) => ops.softmax(x, { axis: 0 }),
      [
        [0, 1],
        [Math.LN2, 1],
      ],
    ) as number[][];
    near(found[0]!, [1 / 3, 0.5]);
    near(found[1]!, [2 / 3, 0.5]);
  });
  test('standardize and l2Normalize', () => {
    near(
      run((x) => ops.standardize(x, { epsilon: 0 }), [1, 3]),
      [-1, 1],
    );
    near(
      run((x) => ops.l2Normalize(x), [3, 4]),
      [0.6, 0.8],
    );
    expect(run((x) => ops.l2Normalize(x), [0, 0])).toEqual([0, 0]);
  });
});

describe('gradients go back through broadcasting and composed functions', () => {
  test('a bias gets the sum over the batch', () => {
    expect(gradientsOf(ops.add, square, [1, 1, 1])).toEqual(read('[[[1, 1, 1], [1, 1, 1]], [2, 2, 2]]'));
    expect(gradientsOf(ops.mul, square, '[[2], [3]]')).toEqual(read('[[[2, 2, 2], [3, 3, 3]], [[6], [15]]]'));
  });
  test('matmul', () =>
    expect(gradientsOf(ops.matmul, left, right)).toEqual(read('[[[11, 15], [11, 15]], [[4, 4], [6, 6]]]')));
  test('stopGradient', () => expect(gradientsOf((x) => ops.mul(x, ops.stopGradient(x)), [3])).toEqual(read('[[3]]')));
  test('gather adds up where an index occurs twice', () => {
    expect(gradientsOf((x) => ops.gather(x, [0, 0, 2]), vector)).toEqual(read('[[2, 0, 1]]'));
  });
});
