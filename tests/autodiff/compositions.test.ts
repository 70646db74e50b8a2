import { describe, expect, test } from 'vitest';
import type { Tensor } from '../../src/graph/index.js';
import {
  grad,
  gradients,
  hessian,
  hvp,
  jacobian,
  jvp,
  valueAndGrad,
  vjp,
  vmap,
  checkpoint,
  customVjp,
} from '../../src/autodiff/index.js';
import {
  add,
  div,
  exp,
  log,
  matmul,
  mean,
  mul,
  pow,
  prod,
  reshape,
  sin,
  softmax,
  square,
  sub,
  sum,
  tanh,
  norm,
  relu,
  sigmoid,
  cos,
  slice,
  gather,
  constant,
  max,
  where,
  less,
  concat,
  transpose,
  variance,
  einsum,
} from '../../src/ops/index.js';
import type { Nested } from '../support/ndarrays.js';
import { call, differences, gap } from '../support/transforms.js';

type F = (x: Tensor) => Tensor;

const weights = [
  [0.3, -0.7, 0.2],
  [0.5, 0.1, -0.4],
];
const square3 = [
  [2, -1, 0.5],
  [0.3, 1, 0.2],
  [-0.6, 0.4, 1.5],
];

/** Functions of three numbers, smooth at the point below. */
const functions: Readonly<Record<string, F>> = {
  'sum of sines': (x) => sum(sin(x)),
  'a quadratic form': (x) => sum(mul(x, matmul(constant(square3), x))),
  'a dense net': (x) =>
    sum(mul([0.4, -0.2], tanh(add(matmul(constant(weights), tanh(matmul(constant(square3), x))), 0.1)))),
  'cross-entropy of a softmax by hand': (x) => sum(mul([-0.2, -0.5, -0.3], log(div(exp(x), sum(exp(x)))))),
  'a product': (x) => prod(x),
  powers: (x) => sum(pow(add(square(x), 1), sub(x, 0.3))),
  'a norm of a difference': (x) => norm(sub(x, [1, 2, 3])),
  'a variance by hand': (x) => sub(mean(mul(x, x)), square(mean(x))),
  'layer norm': (x) => sum(mul([1, 2, 3], div(sub(x, mean(x)), pow(add(variance(x), 0.01), 0.5)))),
  'slices and gathers': (x) => sum(mul(slice(x, [0], [2]), square(gather(x, constant([2, 0], { dtype: 'i32' }))))),
  'a maximum and a mask': (x) => mul(max(square(x)), sum(where(less(x, 0.5), sin(x), exp(x)))),
  'an outer product': (x) => sum(square(einsum('i,j->ij', x, concat([x, sin(x)])))),
  'reshapes and transposes': (x) =>
    sum(
      mul(
        transpose(reshape(concat([x, square(x)]), [2, 3])),
        constant([
          [1, 2],
          [3, 4],
          [5, 6],
        ]),
      ),
    ),
  'a checkpoint': (x) => sum(checkpoint((z: Tensor) => sin(mul(z, sum(z))))(x)),
  'a rule of its own': (x) => sum(cubed(x)),
  'a gradient': (x) => sum(sin(grad((z: Tensor) => sum(mul(sin(z), square(z))))(x))),
  'a batched function': (x) => sum(vmap((z: Tensor) => mul(sin(z), z))(x)),
  'a tangent': (x) => sum(jvp((z: Tensor) => mul(sin(z), z), [x], [square(x)])[1]),
};

/** x³ with the derivative given by hand. */
const cubed = customVjp((x: Tensor) => mul(x, mul(x, x)), {
  forward: (x: Tensor) => [mul(x, mul(x, x)), { slope: mul(3, mul(x, x)) }] as const,
  backward: ({ slope }: { slope: Tensor }, dy: Tensor) => [mul(dy, slope)],
});

const point = [0.7, -0.4, 1.2];
const v = [0.5, -1, 0.3];
const only = (found: readonly Nested[]): Nested => found[0]!;
const scalarAt =
  (f: F) =>
  (x: readonly number[]): number =>
    only(call(f, [...x])) as number;
const gradientOf = (f: F, x: readonly number[]): number[] => only(call(grad(f), [...x])) as number[];
const hessianByDifferences = (f: F): number[][] =>
  point.map((_, row) => differences((x) => gradientOf(f, x)[row]!, point));
const dotted = (row: readonly number[]): number => row.reduce((total, x, k) => total + x * v[k]!, 0);

describe.each(Object.entries(functions))('%s', (_, f) => {
  const bySteps = differences(scalarAt(f), point);
  test('grad', () => expect(gap(call(grad(f), point), [bySteps])).toBeLessThan(1e-9));
  test('valueAndGrad', () =>
    expect(gap(call(valueAndGrad(f), point), [scalarAt(f)(point), bySteps])).toBeLessThan(1e-9));
  test('gradients', () =>
    expect(
      gap(
        call((x) => gradients(f(x), [x]), point),
        [bySteps],
      ),
    ).toBeLessThan(1e-9));
  test('jvp', () => {
    const found = call((x, dx) => jvp(f, [x], [dx]), point, v);
    expect(gap(found, [scalarAt(f)(point), dotted(bySteps)])).toBeLessThan(1e-9);
  });
  test('vjp', () => {
    const found = call((x) => vjp(f, x)[1](constant(2)), point);
    expect(gap(found, [bySteps.map((dx) => 2 * dx)])).toBeLessThan(1e-9);
  });
  test('hessian, hvp and their like', () => {
    const rows = hessianByDifferences(f);
    expect(gap(call(hessian(f), point), [rows])).toBeLessThan(1e-8);
    const along = rows.map(dotted);
    expect(
      gap(
        call((x, dx) => hvp(f, x, dx), point, v),
        [along],
      ),
    ).toBeLessThan(1e-8);
    const reverse: F = (x) => grad((z: Tensor) => sum(mul(grad(f)(z), constant(v))))(x);
    expect(gap(call(reverse, point), [along])).toBeLessThan(1e-8);
    const twiceForward = call((x) => jvp((z) => jvp(f, [z], [constant(v)])[1], [x], [constant(v)])[1], point);
    expect(gap(twiceForward, [dotted(along)])).toBeLessThan(1e-8);
    const gradOfTangent: F = (x) => grad((z: Tensor) => jvp(f, [z], [constant(v)])[1])(x);
    expect(gap(call(gradOfTangent, point), [along])).toBeLessThan(1e-8);
  });
  test('vmap of each is each of each', () => {
    const batch = [point, v, [1.1, 0.9, -0.3]];
    const each = (g: F): Nested => batch.map((x) => only(call(g, x)));
    for (const g of [f, grad(f), hessian(f)]) expect(gap(call(vmap(g), batch), [each(g)])).toBeLessThan(1e-9);
    const twice: F = (x) => vmap(vmap(grad(f)))(x);
    expect(gap(call(twice, [batch, batch]), [[each(grad(f)), each(grad(f))]])).toBeLessThan(1e-9);
    const total: F = (x) => grad((z: Tensor) => sum(vmap(f)(z)))(x);
    expect(gap(call(total, batch), [each(grad(f))])).toBeLessThan(1e-9);
  });
  test('in a checkpoint it is the same', () => {
    const kept = checkpoint(f);
    expect(gap(call(grad(kept), point), [bySteps])).toBeLessThan(1e-9);
    expect(gap(call(hessian(kept), point), call(hessian(f), point))).toBeLessThan(1e-9);
    expect(
      gap(
        call((x, dx) => jvp(kept, [x], [dx]), point, v),
        call((x, dx) => jvp(f, [x], [dx]), point, v),
      ),
    ).toBeLessThan(1e-9);
    expect(gap(call(vmap(grad(kept)), [point, v]), call(vmap(grad(f)), [point, v]))).toBeLessThan(1e-9);
  });
});

test('the adjoint law: <J v, w> = <v, w J>', () => {
  const f = (x: Tensor): Tensor => softmax(matmul(constant(square3), sin(x)));
  const w = [0.2, -0.3, 0.9];
  const [forward, backward] = call((x) => {
    const [, dy] = jvp(f, [x], [constant(v)]);
    const [dx] = vjp(f, x)[1](constant(w));
    return [sum(mul(dy, w)), sum(mul(dx, v))];
  }, point) as [number, number];
  expect(forward).toBeCloseTo(backward, 12);
});

test('the Jacobian has the shape of the result, then of the argument', () => {
  const f = (x: Tensor): Tensor => matmul(constant(weights), sin(x));
  const expected = weights.map((row) => row.map((weight, k) => weight * Math.cos(point[k]!)));
  expect(gap(call(jacobian(f), point), [expected])).toBeLessThan(1e-12);
  const nested = call(jacobian(jacobian(f)), point);
  const second = weights.map((row) =>
    row.map((weight, k) => point.map((x, i) => (i === k ? -weight * Math.sin(x) : 0))),
  );
  expect(gap(nested, [second])).toBeLessThan(1e-12);
  const both = call(vmap(jacobian(f)), [point, v]);
  expect(gap(both, [[point, v].map((x) => only(call(jacobian(f), x)))])).toBeLessThan(1e-12);
});

test('the Jacobian and the Hessian by a chosen argument, or by several', () => {
  const f = (x: Tensor, z: Tensor): Tensor => mul(sin(x), square(z));
  const by = (argnums: 0 | 1): Nested => only(call((x, z) => jacobian(f, { argnums })(x, z), [0.5, 1], [2, 3]));
  expect(
    gap(
      [by(1)],
      [
        [
          [4 * Math.sin(0.5), 0],
          [0, 6 * Math.sin(1)],
        ],
      ],
    ),
  ).toBeLessThan(1e-12);
  expect(call((x, z) => jacobian(f, { argnums: [1, 0] })(x, z), [0.5, 1], [2, 3])).toEqual([by(1), by(0)]);
  const total = (x: Tensor, z: Tensor): Tensor => sum(f(x, z));
  const [xx, xz, zx, zz] = call((x, z) => hessian(total, { argnums: [0, 1] })(x, z), 0.5, 2);
  expect(
    gap([xx!, xz!, zx!, zz!], [-4 * Math.sin(0.5), 4 * Math.cos(0.5), 4 * Math.cos(0.5), 2 * Math.sin(0.5)]),
  ).toBeLessThan(1e-12);
  expect(call((x, z) => hessian(total, { argnums: 1 })(x, z), 0.5, 2)).toEqual([zz]);
});

test('nests go in and come out', () => {
  const f = ({ w, b }: { w: Tensor; b: Tensor }, [x]: readonly [Tensor]): Tensor => sum(add(mul(w, sin(x)), b));
  const found = call((w, b, x) => grad(f, { argnums: [0, 1] })({ w, b }, [x]), [2, 3], [1, 1], [0.5, -1]);
  expect(
    gap(found, [
      [Math.sin(0.5), Math.sin(-1)],
      [1, 1],
      [2 * Math.cos(0.5), 3 * Math.cos(-1)],
    ]),
  ).toBeLessThan(1e-12);
  const residual = call((x) => vjp((z: Tensor) => ({ s: sin(z), both: [cos(z), z] }), x)[0], 0.5);
  expect(gap(residual, [Math.sin(0.5), Math.cos(0.5), 0.5])).toBeLessThan(1e-12);
  const mapped = call(
    (x, s) =>
      vmap((z: Tensor, shared: Tensor) => ({ a: mul(z, shared), b: [shared] }), {
        inAxes: [1, null],
        outAxes: { a: 1, b: 0 },
      })(x, s),
    [
      [1, 2, 3],
      [4, 5, 6],
    ],
    2,
  );
  expect(
    gap(mapped, [
      [
        [2, 4, 6],
        [8, 10, 12],
      ],
      [2, 2, 2],
    ]),
  ).toBe(0);
});

test('the same tensor given twice is two arguments', () => {
  expect(call((x) => grad((a: Tensor, b: Tensor) => mul(a, sin(b)))(x, x), 0.5)).toEqual([Math.sin(0.5)]);
  expect(call((x) => grad((a: Tensor, b: Tensor) => mul(a, sin(b)), { argnums: [0, 1] })(x, x), 0.5)).toEqual([
    Math.sin(0.5),
    0.5 * Math.cos(0.5),
  ]);
});

test('an argument that is also captured is a constant there', () => {
  expect(call((x) => grad((z: Tensor) => mul(z, x))(x), 3)).toEqual([3]);
});

test('gradients count the way through another x', () => {
  const found = call((x) => {
    const h = square(x);
    return gradients(add(mul(3, h), x), [x, h, x]);
  }, 5);
  expect(found).toEqual([31, 3, 31]);
  const chain = call((x) => {
    const a = square(x);
    const b = sin(a);
    return gradients(mul(a, b), [b, x, a]);
  }, 0.7);
  const a = 0.49;
  expect(gap(chain, [a, (Math.sin(a) + a * Math.cos(a)) * 1.4, Math.sin(a) + a * Math.cos(a)])).toBeLessThan(1e-12);
});

test('gradients by a cotangent of y', () => {
  expect(call((x) => gradients(square(x), [x], { dy: constant([1, 10]) }), [3, 4])).toEqual([[6, 80]]);
  expect(call((x) => gradients(x, [x]), 3)).toEqual([1]);
});

test('without dependence, zeros where they are allowed', () => {
  const allowUnused = true;
  expect(call((x, z) => gradients(sum(x), [x, z], { allowUnused }), [1, 2], [3, 4])).toEqual([
    [1, 1],
    [0, 0],
  ]);
  expect(
    call(
      grad(() => constant(3), { allowUnused }),
      [1, 2],
    ),
  ).toEqual([[0, 0]]);
  expect(
    call(
      hessian((x: Tensor) => sum(x)),
      [1, 2],
    ),
  ).toEqual([
    [
      [0, 0],
      [0, 0],
    ],
  ]);
  expect(
    call(
      jacobian(() => constant([1, 2])),
      [1, 2, 3],
    ),
  ).toEqual([
    [
      [0, 0, 0],
      [0, 0, 0],
    ],
  ]);
  expect(call((x) => hvp((z: Tensor) => sum(z), x, x), [1, 2])).toEqual([[0, 0]]);
  expect(call((x) => jvp((_: Tensor) => constant(3), [x], [x]), 1)).toEqual([3, 0]);
  expect(call((x) => vjp((_: Tensor) => constant(3), x)[1](constant(1)), 1)).toEqual([0]);
});

test('inside another derivative a missing dependence is a zero', () => {
  const inner = (x: Tensor): Tensor => grad((_: Tensor) => constant(3))(x);
  expect(
    call(
      grad((x: Tensor) => add(square(x), inner(x))),
      3,
    ),
  ).toEqual([6]);
  expect(call((x) => vjp((z: Tensor) => add(square(z), inner(z)), x)[1](constant(1)), 3)).toEqual([6]);
  expect(call((x) => jvp((z: Tensor) => add(square(z), inner(z)), [x], [x])[1], 3)).toEqual([18]);
});

test('a relu net is derived through its masks', () => {
  const net: F = (x) => sum(sigmoid(matmul(constant(weights), relu(matmul(constant(square3), x)))));
  expect(gap(call(grad(net), point), [differences(scalarAt(net), point)])).toBeLessThan(1e-9);
});
