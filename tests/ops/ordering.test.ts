import { describe, expect, test } from 'vitest';
import { input, type Tensor } from '../../src/graph/index.js';
import * as ops from '../../src/ops/index.js';
import { errorOf } from '../support/errorOf.js';
import { gradientsOf, ints, run, secondOf } from '../support/run.js';

// What depends on the order of elements: ties, NaN, infinities, zeros and empty axes, as the docstrings promise.

const grad = (f: (x: Tensor) => Tensor, x: Parameters<typeof run>[1]) => gradientsOf((y) => f(y), x)[0];
const of = (f: (x: Tensor) => Tensor, x: Parameters<typeof run>[1]) => run((y) => f(y), x);

describe('running combinations', () => {
  test('cumsum wraps integers', () => {
    expect(run((x) => ops.cumsum(x), ints([2147483647, 1, 1]))).toEqual([2147483647, -2147483648, -2147483647]);
    expect(run((x) => ops.cumprod(x), ints([65536, 65536, 3]))).toEqual([65536, 0, 0]);
  });
  test('the first exclusive element is what nothing gives', () => {
    const exclusive = { exclusive: true };
    expect(run((x) => ops.cumsum(x, exclusive), [2, 3])).toEqual([0, 2]);
    expect(run((x) => ops.cumprod(x, exclusive), [2, 3])).toEqual([1, 2]);
    expect(run((x) => ops.cummax(x, exclusive), [2, 3])).toEqual([-Infinity, 2]);
    expect(run((x) => ops.cummin(x, exclusive), [2, 3])).toEqual([Infinity, 2]);
    expect(run((x) => ops.cumlogsumexp(x, exclusive), [2, 3])).toEqual([-Infinity, 2]);
    expect(run((x) => ops.cummin(x, exclusive), ints([2, 3]))).toEqual([2147483647, 2]);
  });
  test('cumprod is differentiable beside any zeros, twice', () => {
    // y = (x0, x0 x1, x0 x1 x2).
    expect(grad(ops.cumprod, [2, 0, 3])).toEqual([1, 2 + 2 * 3, 0]);
    expect(grad(ops.cumprod, [0, 0, 5])).toEqual([1, 0, 0]);
    expect(grad((x) => ops.cumprod(x, { reverse: true }), [5, 0, 2])).toEqual([0, 2 + 5 * 2, 1]);
    // Rows of the Hessian of x0 + x0 x1 + x0 x1 x2: (1 + x2) + x1, (1 + x2) + x0, x1 + x0.
    expect(secondOf((x) => ops.cumprod(x), [0, 0, 3])).toEqual([4, 4, 0]);
  });
  test('cummax: the first of equals has the derivative', () => {
    expect(grad(ops.cummax, [1, 3, 3, 2, 3])).toEqual([1, 4, 0, 0, 0]);
    expect(grad((x) => ops.cummax(x, { reverse: true }), [1, 3, 3, 2, 3])).toEqual([0, 0, 0, 0, 5]);
    expect(grad(ops.cummin, [3, 1, 1, 2])).toEqual([1, 3, -0, -0]);
    expect(grad(ops.cummax, [-Infinity, -Infinity])).toEqual([2, 0]);
  });
  test('cummax and cummin are NaN from the first NaN on', () => {
    for (const f of [ops.cummax, ops.cummin]) expect(of(f, [1, NaN, 3])).toEqual([1, NaN, NaN]);
    expect(grad(ops.cummax, [1, NaN, 3])).toEqual([1, 2, 0]);
  });
  test('cumlogsumexp neither overflows nor makes NaN of infinities', () => {
    expect(of(ops.cumlogsumexp, [1000, 1000, -1000])).toEqual([1000, 1000 + Math.log(2), 1000 + Math.log(2)]);
    expect(of(ops.cumlogsumexp, [-Infinity, -Infinity, 3, Infinity])).toEqual([-Infinity, -Infinity, 3, Infinity]);
    expect(grad(ops.cumlogsumexp, [-Infinity, -Infinity, 0, -Infinity])).toEqual([0, 0, 2, 0]);
    expect(grad(ops.cumlogsumexp, [1000, -1000])).toEqual([2, 0]);
  });
  test('along the last axis where none is given; an empty axis stays one', () => {
    const rows = [
      [1, 2],
      [3, 4],
    ];
    expect(of(ops.cumsum, rows)).toEqual([
      [1, 3],
      [3, 7],
    ]);
    expect(of(ops.cumsum, [[], []])).toEqual([[], []]);
    expect(grad(ops.cumprod, [[], []])).toEqual([[], []]);
  });
});

describe('sort, argsort', () => {
  const mixed = [2, NaN, -0, Infinity, 0, NaN, -Infinity, 2];
  test('equal elements keep their order, NaN is last in either direction', () => {
    expect(run((x) => ops.argsort(x), mixed)).toEqual([6, 2, 4, 0, 7, 3, 1, 5]);
    expect(run((x) => ops.argsort(x, { descending: true }), mixed)).toEqual([3, 0, 7, 2, 4, 6, 1, 5]);
    expect(run((x) => ops.sort(x), mixed)).toEqual([-Infinity, -0, 0, 2, 2, Infinity, NaN, NaN]);
  });
  test('the derivative goes back to where each element came from', () => {
    const weighted = (x: Tensor): Tensor => ops.mul(ops.sort(x), [1, 2, 3]);
    expect(grad(weighted, [5, 1, 3])).toEqual([3, 1, 2]);
    expect(grad(weighted, [1, 1, 1])).toEqual([1, 2, 3]);
  });
  test('along any axis; an empty one stays', () => {
    const rows = [
      [3, 1],
      [2, 4],
    ];
    expect(run((x) => ops.sort(x, { axis: 0 }), rows)).toEqual([
      [2, 1],
      [3, 4],
    ]);
    expect(run((x) => ops.sort(x), [[], []])).toEqual([[], []]);
  });
});

describe('topK', () => {
  test('the greatest first, of equals the first', () => {
    expect(run((x) => ops.topK(x, 3).values, [1, 4, 4, 2])).toEqual([4, 4, 2]);
    expect(run((x) => ops.topK(x, 3).indices, [1, 4, 4, 2])).toEqual([1, 2, 3]);
  });
  test('NaN is the greatest, as in max and argmax', () => {
    expect(run((x) => ops.topK(x, 2).indices, [1, NaN, 3])).toEqual([1, 2]);
    expect(run((x) => ops.argmax(x), [1, NaN, 3])).toBe(1);
  });
  test('along an axis, all of it, or nothing', () => {
    const rows = [
      [3, 1],
      [2, 4],
    ];
    expect(run((x) => ops.topK(x, 1, { axis: 0 }).values, rows)).toEqual([[3, 4]]);
    expect(run((x) => ops.topK(x, 2).values, rows)).toEqual([
      [3, 1],
      [4, 2],
    ]);
    expect(run((x) => ops.topK(x, 0).values, rows)).toEqual([[], []]);
  });
});

describe('median', () => {
  test('the middle one, or the mean of two', () => {
    expect(of(ops.median, [5, 1, 3])).toBe(3);
    expect(of(ops.median, [5, 1, 3, 4])).toBe(3.5);
    expect(grad(ops.median, [5, 1, 3, 4])).toEqual([0, 0, 0.5, 0.5]);
    expect(of(ops.median, [5, NaN, 3])).toBe(NaN);
    expect(of(ops.median, [])).toBe(NaN);
  });
  test('over several axes', () => {
    const cube = [
      [
        [1, 2],
        [3, 4],
      ],
      [
        [9, 8],
        [7, 6],
      ],
    ];
    expect(run((x) => ops.median(x, { axis: [0, 2] }), cube)).toEqual([5, 5]);
    expect(run((x) => ops.median(x, { axis: 1, keepDims: true }), cube)).toEqual([[[2, 3]], [[8, 7]]]);
  });
});

describe('searchSorted', () => {
  const row = [1, 2, 2, 5, NaN];
  test('before or behind what is equal; NaN is the greatest', () => {
    const values = [0, 2, 3, 5, Infinity, NaN];
    expect(run((a, b) => ops.searchSorted(a, b), row, values)).toEqual([0, 1, 3, 3, 4, 4]);
    expect(run((a, b) => ops.searchSorted(a, b, { side: 'right' }), row, values)).toEqual([0, 3, 3, 4, 4, 5]);
  });
  test('in the row of its own first axes, and in an empty one', () => {
    const rows = [
      [1, 3],
      [5, 7],
    ];
    expect(run((a, b) => ops.searchSorted(a, b), rows, [[2], [2]])).toEqual([[1], [0]]);
    expect(run((a, b) => ops.searchSorted(a, b), [], [2, 3])).toEqual([0, 0]);
  });
});

describe('cholesky, triangularSolve', () => {
  test('a matrix that is not positive definite gives NaN, the others beside it do not', () => {
    const stack = [
      [
        [4, 2],
        [2, 2],
      ],
      [
        [1, 2],
        [2, 1],
      ],
    ];
    expect(of(ops.cholesky, stack)).toEqual([
      [
        [2, 0],
        [1, 1],
      ],
      [
        [NaN, 0],
        [NaN, NaN],
      ],
    ]);
  });
  test('of the mean of a matrix and its transpose', () => {
    const skew = [
      [4, 4],
      [0, 2],
    ];
    expect(of(ops.cholesky, skew)).toEqual([
      [2, 0],
      [1, 1],
    ]);
  });
  test('the other triangle is not read, nor the diagonal where it is ones', () => {
    const a = [
      [2, NaN],
      [1, 4],
    ];
    expect(run((x, b) => ops.triangularSolve(x, b), a, [2, 9])).toEqual([1, 2]);
    expect(run((x, b) => ops.triangularSolve(x, b, { transposeA: true }), a, [4, 8])).toEqual([1, 2]);
    const [da] = gradientsOf((x, b) => ops.triangularSolve(x, b), a, [2, 9]);
    expect(da).toEqual([
      [-0.375, 0],
      [-0.25, -0.5],
    ]);
    expect(run((x, b) => ops.triangularSolve(x, b, { unitDiagonal: true }), a, [2, 9])).toEqual([2, 7]);
  });
  test('a zero on the diagonal gives infinity', () => {
    expect(run((x, b) => ops.triangularSolve(x, b), [[0]], [1])).toEqual([Infinity]);
  });
});

const x = input('x', { dtype: 'f32', shape: ['N', 3] });
const mask = input('mask', { dtype: 'bool', shape: ['N', 3] });
const square = input('square', { dtype: 'f32', shape: [2, 3, 3] });

const pair = input('pair', { dtype: 'f32', shape: [2] });

const rows: readonly (readonly [code: string, call: () => unknown, text: string])[] = [
  ['bad-option', () => ops.topK(x, 4), 'topK: k is 4, expected at most 3, the extent of axis 1 of x [N, 3].'],
  [
    'bad-option',
    () => ops.topK(x, 2, { axis: 0 }),
    'topK: k is 2, expected at most N, the extent of axis 0 of x [N, 3].',
  ],
  ['bad-option', () => ops.topK(x, 1.5), 'topK: k is 1.5, expected an integer of at least 0.'],
  ['bad-option', () => ops.sort(x, { axis: 2 }), 'sort: axis is 2, expected an integer from -2 to 1.'],
  ['bad-option', () => ops.cumsum(3), 'cumsum: axis is -1, expected none: the operand is a scalar.'],
  [
    'dtype-mismatch',
    () => ops.cumsum(mask),
    "cumsum: expected f32 or i32 or u32, found mask bool. Convert it with cast(x, 'f32').",
  ],
  [
    'dtype-mismatch',
    () => ops.argsort(mask),
    "argsort: expected f32 or i32 or u32, found mask bool. Convert it with cast(x, 'f32').",
  ],
  [
    'unknown-option',
    () => ops.cumprod(x, { exclude: true } as never),
    'cumprod: there is no option "exclude"; expected axis, reverse, exclusive. Write `exclusive`.',
  ],
  [
    'bad-option',
    () => ops.searchSorted(x, x, { side: 'top' as never }),
    `searchSorted: side is "top", expected 'left' or 'right'.`,
  ],
  [
    'shape-mismatch',
    () => ops.searchSorted(square, x),
    'searchSorted(square [2, 3, 3], x [N, 3]): the first 2 axes must be equal.',
  ],
  [
    'shape-mismatch',
    () => ops.cholesky(x),
    'cholesky(x [N, 3]): expected square matrices: a last axis as long as the one before.',
  ],
  [
    'shape-mismatch',
    () => ops.triangularSolve(square, pair),
    'triangularSolve(square [2, 3, 3], pair [2]): a needs as many rows as b.',
  ],
];

describe('what does not fit is told in words, at the line of the call', () => {
  test.each(rows)('%s %#', (code, call, text) => {
    const error = errorOf(call);
    expect(error.message).toBe(text);
    expect(error.code).toBe(code);
    expect(error.places[0]?.source.file).toContain('ordering.test.ts');
  });
});
