import { describe, expect, test } from 'vitest';
import { evaluate, input, type Tensor } from '../../src/graph/index.js';
import * as ops from '../../src/ops/index.js';
import { cases } from '../support/cases.js';
import { ndarray, nested, read, type Nested } from '../support/ndarrays.js';
import { elementsOf, gradientsOf, ints, run } from '../support/run.js';

const square = '[[1, 2, 3], [4, 5, 6]]';
const vector = [3, 1, 2];

/** The value of a tensor without inputs. */
const known = (x: Tensor): Nested => nested(evaluate([x], { values: new Map() })[0]!);

cases('shapes', [
  ['reshape with -1', () => run((x) => ops.reshape(x, [-1, 2]), square), '[[1, 2], [3, 4], [5, 6]]'],
  ['transpose reverses', () => run((x) => ops.transpose(x), square), '[[1, 4], [2, 5], [3, 6]]'],
  ['expandDims', () => run((x) => ops.expandDims(x, [0, -1]), vector), '[[[3], [1], [2]]]'],
  ['squeeze', () => run((x) => ops.squeeze(x), '[[[3], [1]]]'), [3, 1]],
  ['squeeze of one axis', () => run((x) => ops.squeeze(x, -1), '[[[3], [1]]]'), '[[3, 1]]'],
  ['broadcastTo', () => run((x) => ops.broadcastTo(x, [2, 3]), '[[1], [2]]'), '[[1, 1, 1], [2, 2, 2]]'],
  ['swapaxes', () => run((x) => ops.swapaxes(x, 0, -1), square), '[[1, 4], [2, 5], [3, 6]]'],
  [
    'moveaxis',
    () => run((x) => ops.moveaxis(x, 0, -1), '[[[1, 2], [3, 4], [5, 6]]]'),
    '[[[1], [2]], [[3], [4]], [[5], [6]]]',
  ],
  ['slice', () => run((x) => ops.slice(x, [0, 1], [1, 3]), square), '[[2, 3]]'],
  ['slice from the end', () => run((x) => ops.slice(x, [-2], [-1]), vector), [1]],
  ['slice in steps', () => run((x) => ops.slice(x, [0], [3], [2]), vector), [3, 2]],
  ['pad', () => run((x) => ops.pad(x, [[1, 0]], { value: 9 }), vector), [9, 3, 1, 2]],
  ['pad of integers', () => run((x) => ops.pad(x, [[0, 1]]), ints([3])), [3, 0]],
  ['flip', () => run((x) => ops.flip(x, { axis: 1 }), square), '[[3, 2, 1], [6, 5, 4]]'],
  ['flip of all', () => run((x) => ops.flip(x), square), '[[6, 5, 4], [3, 2, 1]]'],
  [
    'concat',
    () => run((a, b) => ops.concat([a, b], { axis: -1 }), '[[1], [2]]', square),
    '[[1, 1, 2, 3], [2, 4, 5, 6]]',
  ],
  ['stack', () => run((a, b) => ops.stack([a, b], { axis: 1 }), [1, 2], [3, 4]), '[[1, 3], [2, 4]]'],
  ['unstack', () => run((x) => ops.unstack(x, { axis: 1 })[2]!, square), [3, 6]],
  ['split', () => run((x) => ops.split(x, 3, { axis: 1 })[1]!, square), '[[2], [5]]'],
  ['split into sizes', () => run((x) => ops.split(x, [1, 2])[1]!, vector), [1, 2]],
  ['tile', () => run((x) => ops.tile(x, [2, 2]), [1, 2]), '[[1, 2, 1, 2], [1, 2, 1, 2]]'],
  ['repeat', () => run((x) => ops.repeat(x, 2, { axis: 1 }), '[[1, 2]]'), '[[1, 1, 2, 2]]'],
  ['repeat of all', () => run((x) => ops.repeat(x, 2), '[[1], [2]]'), [1, 1, 2, 2]],
  ['roll', () => run((x) => ops.roll(x, 1), vector), [2, 3, 1]],
  ['roll back along an axis', () => run((x) => ops.roll(x, -4, { axis: 1 }), square), '[[2, 3, 1], [5, 6, 4]]'],
]);

cases('made from nothing', [
  ['zeros', () => known(ops.zeros([2], { dtype: 'i32' })), [0, 0]],
  ['ones of bool', () => known(ops.ones([2], { dtype: 'bool' })), [true, true]],
  ['full', () => known(ops.full([2], 2.5)), [2.5, 2.5]],
  ['zerosLike', () => run((x) => ops.zerosLike(x), vector), [0, 0, 0]],
  ['iota', () => known(ops.iota([2, 2], { axis: 1 })), '[[0, 1], [0, 1]]'],
  ['arange', () => known(ops.arange(3)), [0, 1, 2]],
  ['arange with bounds', () => known(ops.arange(1, 2, { step: 0.25 })), [1, 1.25, 1.5, 1.75]],
  ['arange downwards', () => known(ops.arange(3, 0, { step: -2 })), [3, 1]],
  ['linspace', () => known(ops.linspace(-1, 1, 5)), [-1, -0.5, 0, 0.5, 1]],
  ['eye', () => known(ops.eye(2, 3)), '[[1, 0, 0], [0, 1, 0]]'],
  [
    'meshgrid',
    () =>
      known(
        ops.meshgrid([
          [1, 2],
          [3, 4, 5],
        ])[0]!,
      ),
    '[[1, 2], [1, 2], [1, 2]]',
  ],
  [
    'meshgrid ij',
    () =>
      known(
        ops.meshgrid(
          [
            [1, 2],
            [3, 4, 5],
          ],
          { indexing: 'ij' },
        )[1]!,
      ),
    '[[3, 4, 5], [3, 4, 5]]',
  ],
  ['tril', () => run((x) => ops.tril(x), square), '[[1, 0, 0], [4, 5, 0]]'],
  ['tril, one more diagonal', () => run((x) => ops.tril(x, { offset: 1 }), square), '[[1, 2, 0], [4, 5, 6]]'],
  ['triu', () => run((x) => ops.triu(x), square), '[[1, 2, 3], [0, 5, 6]]'],
  ['diag of a vector', () => run((x) => ops.diag(x), [1, 2]), '[[1, 0], [0, 2]]'],
  ['diag of a matrix', () => run((x) => ops.diag(x), '[[1, 2], [3, 4]]'), [1, 4]],
  ['trace', () => run((x) => ops.trace(x), '[[1, 2], [3, 4]]'), 5],
  ['oneHot', () => run((i) => ops.oneHot(i, 3), ints([2, 0])), '[[0, 0, 1], [1, 0, 0]]'],
]);

const left = '[[1, 2], [3, 4]]';
const right = '[[5, 6], [7, 8]]';

cases('products', [
  ['matmul', () => run(ops.matmul, left, right), '[[19, 22], [43, 50]]'],
  ['matmul of a row', () => run(ops.matmul, [1, 2], right), [19, 22]],
  ['matmul of a column', () => run(ops.matmul, left, [1, 2]), [5, 11]],
  ['matmul of vectors', () => run(ops.matmul, [1, 2], [3, 4]), 11],
  [
    'matmul of a batch and a matrix',
    () => run(ops.matmul, [left, right], right),
    '[[[19, 22], [43, 50]], [[67, 78], [91, 106]]]',
  ],
  [
    'matmul of a matrix and a batch',
    () => run(ops.matmul, left, [right, left]),
    '[[[19, 22], [43, 50]], [[7, 10], [15, 22]]]',
  ],
  [
    'matmul of batches',
    () => run(ops.matmul, [left, left], [right, left]),
    '[[[19, 22], [43, 50]], [[7, 10], [15, 22]]]',
  ],
  [
    'matmul of batches that broadcast',
    () => run(ops.matmul, [[left]], [right, left]),
    '[[[[19, 22], [43, 50]], [[7, 10], [15, 22]]]]',
  ],
  ['matmul of a vector and a batch', () => run(ops.matmul, [1, 2], [right, left]), '[[19, 22], [7, 10]]'],
  ['matmul of integers', () => run(ops.matmul, ints(left), ints(right)), '[[19, 22], [43, 50]]'],
  ['dot', () => run(ops.dot, [left], [right]), '[[[[19, 22]], [[43, 50]]]]'],
  ['outer', () => run(ops.outer, [1, 2], [3, 4]), '[[3, 4], [6, 8]]'],
  ['einsum, matrices', () => run((a, b) => ops.einsum('ij,jk->ik', a, b), left, right), '[[19, 22], [43, 50]]'],
  ['einsum, transposed', () => run((a, b) => ops.einsum('ij,jk->ki', a, b), left, right), '[[19, 43], [22, 50]]'],
  ['einsum, implicit', () => run((a, b) => ops.einsum('ij,kj', a, b), left, right), '[[17, 23], [39, 53]]'],
  ['einsum, implicit order', () => run((a) => ops.einsum('ba', a), left), '[[1, 3], [2, 4]]'],
  ['einsum, trace', () => run((a) => ops.einsum('ii->', a), left), 5],
  ['einsum, diagonal', () => run((a) => ops.einsum('ii->i', a), left), [1, 4]],
  ['einsum, row sums', () => run((a) => ops.einsum('ij->i', a), left), [3, 7]],
  ['einsum, batches', () => run((a, b) => ops.einsum('bij,bjk->bik', a, b), [left], [right]), '[[[19, 22], [43, 50]]]'],
  [
    'einsum, element by element',
    () => run((a, b) => ops.einsum('ij,ij->ij', a, b), left, right),
    '[[5, 12], [21, 32]]',
  ],
  ['einsum, outer', () => run((a, b) => ops.einsum('i,j->ij', a, b), [1, 2], [3, 4]), '[[3, 4], [6, 8]]'],
  ['einsum, three', () => run((a, b, c) => ops.einsum('ij,jk,k->i', a, b, c), left, right, [1, 2]), [63, 143]],
  ['einsum, three share a letter', () => run((a, b, c) => ops.einsum('i,i,i->', a, b, c), [1, 2], [3, 4], [5, 6]), 63],
]);

cases('indexing', [
  ['gather', () => run((x, i) => ops.gather(x, i, { axis: 1 }), square, ints('[[2, 0]]')), '[[[3, 1]], [[6, 4]]]'],
  ['gather clamps', () => run((x, i) => ops.gather(x, i), vector, ints([-7, 9])), [3, 2]],
  [
    'takeAlongAxis',
    () => run((x, i) => ops.takeAlongAxis(x, i, { axis: 1 }), square, ints('[[2], [0]]')),
    '[[3], [4]]',
  ],
  [
    'takeAlongAxis of the first',
    () => run((x, i) => ops.takeAlongAxis(x, i, { axis: 0 }), square, ints('[[1, 0, 1]]')),
    '[[4, 2, 6]]',
  ],
  ['scatterAdd', () => run((x, i, u) => ops.scatterAdd(x, i, u), vector, ints([0, 0, 2]), [10, 20, 30]), [33, 1, 32]],
  [
    'scatterAdd, one update for all',
    () => run((x, i) => ops.scatterAdd(x, i, 1, { axis: 1 }), square, ints([1])),
    '[[1, 3, 3], [4, 6, 6]]',
  ],
  ['scatterSet', () => run((x, i, u) => ops.scatterSet(x, i, u), vector, ints([0, 2, 0]), [10, 20, 30]), [30, 1, 20]],
  [
    'scatterSet of a row, at one index',
    () => run((x, i) => ops.scatterSet(x, i, [7, 8, 9]), square, ints(1)),
    '[[1, 2, 3], [7, 8, 9]]',
  ],
  [
    'scatterMax along an axis, clamped',
    () => run((x, i, u) => ops.scatterMax(x, i, u, { axis: 1 }), square, ints([-4, 8]), '[[0, 9], [9, 0]]'),
    '[[1, 2, 9], [9, 5, 6]]',
  ],
  [
    'scatterSet of truth values',
    () => run((x, i) => ops.scatterSet(x, i, true), ints([0, 0, 0], 'bool'), ints([1])),
    [false, true, false],
  ],
  ['bandPart', () => run((x) => ops.bandPart(x, { lower: 0, upper: 1 }), square), '[[1, 2, 0], [0, 5, 6]]'],
  ['bandPart, below whole', () => run((x) => ops.bandPart(x, { upper: 0 }), square), '[[1, 0, 0], [4, 5, 0]]'],
  ['bandPart of all', () => run((x) => ops.bandPart(x), square), '[[1, 2, 3], [4, 5, 6]]'],
  [
    'bandMask, a causal window of two',
    () => run((x) => ops.where(ops.bandMask(2, 3, { lower: 1, upper: 0 }), x, 0), square),
    '[[1, 0, 0], [4, 5, 0]]',
  ],
  [
    'triangularMask with an offset',
    () => run((x) => ops.where(ops.triangularMask(2, 3, { offset: 1 }), x, 0), square),
    '[[1, 2, 0], [4, 5, 6]]',
  ],
  [
    'segmentSum',
    () => run((x, i) => ops.segmentSum(x, i, 3), '[[1, 2], [3, 4], [5, 6]]', ints([2, 0, 2])),
    '[[3, 4], [0, 0], [6, 8]]',
  ],
  ['dynamicSlice', () => run((x, i) => ops.dynamicSlice(x, [i, 0], [1, 2]), square, ints(1)), '[[4, 5]]'],
  ['dynamicSlice moves inside', () => run((x, i) => ops.dynamicSlice(x, [i], [2]), vector, ints(9)), [1, 2]],
  [
    'dynamicUpdateSlice',
    () => run((x, u, i) => ops.dynamicUpdateSlice(x, u, [i, 1]), square, '[[8, 9]]', ints(0)),
    '[[1, 8, 9], [4, 5, 6]]',
  ],
]);

describe('the batch size N', () => {
  const x = input('x', { dtype: 'f32', shape: ['N', 2] });
  const values = new Map([[x, ndarray('[[1, 2], [3, 4], [5, 6]]')]]);
  const at = (y: Tensor): Nested => nested(evaluate([y], { values, n: 3 })[0]!);
  test('mean over it', () => expect(at(ops.mean(x, { axis: 0 }))).toEqual([3, 4]));
  test('mean over everything', () => expect(at(ops.mean(x))).toBe(3.5));
  test('reshape', () => {
    expect(ops.reshape(x, [-1]).shape).toEqual(['2N']);
    expect(ops.reshape(ops.reshape(x, [-1]), ['N', 2, 1]).shape).toEqual(['N', 2, 1]);
    expect(at(ops.reshape(x, [2, -1]))).toEqual(read('[[1, 2, 3], [4, 5, 6]]'));
  });
  test('all but the first or the last row', () => {
    expect(ops.slice(x, [0], [-1]).shape).toEqual(['N-1', 2]);
    expect(at(ops.slice(x, [1]))).toEqual(read('[[3, 4], [5, 6]]'));
  });
  test('concat and tile', () => {
    expect(ops.concat([x, x, [[0, 0]]]).shape).toEqual(['2N+1', 2]);
    expect(ops.tile(x, [2, 1]).shape).toEqual(['2N', 2]);
  });
  test('arange and eye of it', () => {
    expect(elementsOf(ops.arange('N'), 3)).toEqual([0, 1, 2]);
    expect(elementsOf(ops.eye('N'), 2)).toEqual([1, 0, 0, 1]);
  });
  test('prod over it, with a zero, backwards', () => {
    const [dx] = gradientsOf((y) => ops.prod(y, { axis: 0 }), '[[0], [2], [3]]');
    expect(dx).toEqual(read('[[6], [0], [0]]'));
  });
});
