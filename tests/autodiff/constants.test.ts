import { describe, expect, test } from 'vitest';
import { sourceText } from '../../src/base/index.js';
import {
  checkpoint,
  customVjp,
  grad,
  gradients,
  hessian,
  hvp,
  jacobian,
  jvp,
  valueAndGrad,
  vjp,
  vmap,
} from '../../src/autodiff/index.js';
import type { Tensor } from '../../src/graph/index.js';
import { add, constant, mul, sin, square, sum } from '../../src/ops/index.js';
import * as typed from '../../src/typed/index.js';
import { call } from '../support/transforms.js';
import { errorOf } from '../support/errorOf.js';

/** What a user's JavaScript may call, whatever the types say. */
type Untyped = (...xs: readonly unknown[]) => never;
const untyped = (f: unknown): Untyped => f as Untyped;
const own = (a: Tensor): Tensor => mul(a, a);
const total = (a: Tensor): Tensor => sum(mul(a, a));

describe('a plain number or a nested array is a constant f32, and has a derivative', () => {
  test.each<readonly [string, () => unknown, unknown[]]>([
    ['grad', () => untyped(grad(own))(3), [6]],
    ['grad in a formula', () => add(1, untyped(grad(own))(3)), [7]],
    ['grad at an array', () => untyped(grad(total))([1, [2]].flat()), [[2, 4]]],
    ['grad at a nested array', () => untyped(grad(total))([[1], [2]]), [[[2], [4]]]],
    ['grad by two', () => untyped(grad((a: Tensor, b: Tensor) => mul(a, b), { argnums: [0, 1] }))(3, 5), [5, 3]],
    ['grad at a record', () => untyped(grad(({ w }: { w: Tensor }) => total(w)))({ w: [1, 2] }), [[2, 4]]],
    ['valueAndGrad', () => untyped(valueAndGrad(own))(3), [9, 6]],
    ['vjp', () => vjp(own, 3 as never)[1](2 as never), [12]],
    ['jvp', () => untyped(jvp)(own, [3], [2]), [9, 12]],
    [
      'jvp of arrays',
      () => untyped(jvp)(own, [[1, 2]], [[1, 10]]),
      [
        [1, 4],
        [2, 40],
      ],
    ],
    ['hvp', () => hvp(total, [1, 2] as never, [1, 10] as never), [[2, 20]]],
    [
      'jacobian',
      () => untyped(jacobian(own))([1, 2]),
      [
        [
          [2, 0],
          [0, 4],
        ],
      ],
    ],
    ['hessian', () => untyped(hessian((a: Tensor) => mul(a, own(a))))(2), [12]],
    [
      'vmap',
      () =>
        untyped(vmap(total))([
          [1, 2],
          [3, 4],
        ]),
      [[5, 25]],
    ],
    ['checkpoint', () => untyped(grad((a: Tensor) => checkpoint(own)(a)))(3), [6]],
    ['gradients', () => gradients(sum(own(constant([1, 2]))), [], { dy: 5 }), []],
    ['a result that is a number', () => vjp((_: Tensor) => 3 as never, 2 as never)[1](1 as never), [0]],
    ['a tangent of a number', () => untyped(jvp)(() => 3, [2], [1]), [3, 0]],
    ['the Jacobian of a number', () => untyped(jacobian(() => 3 as never))([1, 2]), [[0, 0]]],
    ['a mapped number', () => untyped(vmap(() => 3 as never))([1, 2]), [[3, 3]]],
  ])('%s', (_, f, expected) => expect(call(f)).toEqual(expected));
});

test('through the types of the package too', () => {
  expect(call(() => typed.grad((a) => typed.mul(a, a))(3))).toEqual([6]);
  expect(call(() => typed.valueAndGrad((a) => typed.sum(typed.mul(a, a)))([1, 2]))).toEqual([5, [2, 4]]);
  expect(call(() => typed.vmap((a: Tensor) => square(a))([1, 2]))).toEqual([[1, 4]]);
  expect(call(() => typed.hessian((a) => typed.mul(a, a))(2))).toEqual([2]);
});

test('what all elements of a batch share, and what is not derived by, reaches the function as it was given', () => {
  const powers = (x: Tensor, n: number): Tensor => {
    let y = x;
    for (let k = 1; k < n; k++) y = mul(y, x);
    return y;
  };
  expect(call((x) => untyped(vmap(powers as never, { inAxes: [0, null] }))(x, 3), [1, 2])).toEqual([[1, 8]]);
  expect(call((x) => untyped(grad(powers as never))(x, 3), 2)).toEqual([12]);
  expect(call((x) => checkpoint(powers)(x, 3), 2)).toEqual([8]);
});

test('a rule of its own may stand beside a plain argument', () => {
  const scaled = customVjp((x: Tensor, k: number) => mul(x, k), {
    forward: (x: Tensor, k: number) => [mul(x, k), k] as const,
    backward: (k: number, dy: Tensor) => [mul(dy, k), null],
  });
  expect(call((x) => grad((a: Tensor) => scaled(a, 3))(x), 2)).toEqual([3]);
});

const integers =
  "only f32 tensors have derivatives. Convert it with cast(x, 'f32'), or capture it instead of passing it.";
test.each<readonly [string, () => unknown, string]>([
  ['gradient-of-integer', () => untyped(grad(own))(true), `grad: expected f32, found constant bool[]; ${integers}`],
  ['gradient-of-integer', () => vjp(own, [true] as never), `vjp: expected f32, found constant bool[1]; ${integers}`],
  [
    'gradient-of-integer',
    () => hvp(own, true as never, true as never),
    `hvp: expected f32, found constant bool[]; ${integers}`,
  ],
  [
    'gradient-of-integer',
    () => hessian(own)(constant(2, { dtype: 'i32' })),
    `hessian: expected f32, found constant i32[]; ${integers}`,
  ],
  [
    'unlike',
    () => untyped(jvp)(sin, [constant([1, 2])], [[1, 2, 3]]),
    'jvp: expected the tangents to be [f32[2]], found [f32[3]].',
  ],
  [
    'bad-batch',
    () => untyped(vmap(own))(3),
    'vmap: inAxes ask for axis 0 of constant []. Give it null in inAxes: all elements share a scalar.',
  ],
])('%s: %#', (code, f, text) => {
  const error = errorOf(f);
  expect([error.code, error.message]).toEqual([code, text]);
  expect(sourceText(error.places[0]!.source)).toMatch(/^constants\.test\.ts:\d+:\d+$/);
});
