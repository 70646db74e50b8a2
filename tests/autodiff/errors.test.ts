import { expect, test } from 'vitest';
import { sourceText } from '../../src/base/index.js';
import { input, type Tensor } from '../../src/graph/index.js';
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
import { argmax, clip, constant, floor, mul, sin, sum } from '../../src/ops/index.js';
import { errorOf } from '../support/errorOf.js';

const scalar = { dtype: 'f32', shape: [] } as const;
const vector = { dtype: 'f32', shape: [3] } as const;
const x = input('x', vector);
const z = input('z', vector);

const clipped = customVjp((u: Tensor) => u, {
  forward: (u: Tensor) => [u, null],
  backward: (_: null, dy: Tensor) => [clip(dy, -1, 1)],
});
const capturing = (outer: Tensor): Tensor =>
  customVjp((u: Tensor) => mul(u, outer), {
    forward: (u: Tensor) => [mul(u, outer), null],
    backward: (_: null, dy: Tensor) => [dy],
  })(constant([1, 2, 3]));

const wrongRule = (rules: object) => (): unknown => customVjp((u: Tensor) => sum(u), rules as never)(x as never);

test.each<readonly [code: string, f: () => unknown, text: string]>([
  [
    'no-dependence',
    () => gradients(sum(x), [z]),
    'gradients: sum [] does not depend on z [3], or only through ops without a derivative. Leave it out, or pass { allowUnused: true } for zeros.',
  ],
  [
    'no-dependence',
    () => grad((u: Tensor) => sum(floor(u)))(x),
    'grad: sum [] does not depend on x [3], or only through ops without a derivative. Leave it out, or pass { allowUnused: true } for zeros.',
  ],
  [
    'no-dependence',
    () => grad(grad((u: Tensor) => mul(u, 2)))(input('u', scalar)),
    'grad: constant [] does not depend on u [], or only through ops without a derivative. Leave it out, or pass { allowUnused: true } for zeros.',
  ],
  [
    'gradient-of-tensor',
    () => grad((u: Tensor) => sin(u))(x),
    'grad: expected the result to be a scalar f32[], found sin f32[3]. Reduce it with sum or mean, or give the cotangent: gradients(y, xs, { dy }), vjp(f, ...xs).',
  ],
  [
    'gradient-of-tensor',
    () => valueAndGrad((u: Tensor) => argmax(u))(x),
    'valueAndGrad: expected the result to be a scalar f32[], found argmax i32[]. Reduce it with sum or mean, or give the cotangent: gradients(y, xs, { dy }), vjp(f, ...xs).',
  ],
  [
    'unlike',
    () => grad((() => [sum(x), sum(x)]) as never)(x as never),
    'grad: expected the result to be one scalar f32[], found 2 tensors.',
  ],
  [
    'gradient-of-integer',
    () => grad((u: Tensor) => sum(u))(constant([1, 2], { dtype: 'i32' })),
    "grad: expected f32, found constant i32[2]; only f32 tensors have derivatives. Convert it with cast(x, 'f32'), or capture it instead of passing it.",
  ],
  [
    'gradient-of-integer',
    () => jacobian((u: Tensor) => argmax(u))(x),
    "jacobian: expected f32, found argmax i32[]; only f32 tensors have derivatives. Convert it with cast(x, 'f32'), or capture it instead of passing it.",
  ],
  [
    'unlike',
    () => jvp((u: Tensor) => sin(u), [x], [constant(1)]),
    'jvp: expected the tangents to be [f32[3]], found [f32[]].',
  ],
  [
    'unlike',
    () => vjp((u: Tensor) => sin(u), x)[1](constant(1)),
    'the pullback of vjp: expected dy to be [f32[3]], found [f32[]].',
  ],
  ['unlike', () => gradients(x, [x], { dy: constant(1) }), 'gradients: expected dy to be [f32[3]], found [f32[]].'],
  [
    'no-forward-mode',
    () => jvp((u: Tensor) => clipped(u), [x], [x]),
    'jvp: customVjp has a backward function that is not linear in dy, so no tangent can be read off it. Use reverse mode (grad, vjp) here, also for second derivatives.',
  ],
  [
    'captured-tensor',
    () => grad((u: Tensor) => sum(capturing(u)))(x),
    'customVjp: the function uses x [3] from outside, and a gradient with respect to it is asked for. Pass it as an argument, so that backward can give its gradient; or wrap it in stopGradient.',
  ],
  [
    'unlike',
    wrongRule({ forward: () => sum(x), backward: () => [x] }),
    'customVjp: expected the result of forward to be [y, residuals], found a tensor.',
  ],
  [
    'unlike',
    wrongRule({ forward: (u: Tensor) => [u, null], backward: () => [x] }),
    'customVjp: expected the y of forward to be [f32[]], found [f32[3]].',
  ],
  [
    'unlike',
    wrongRule({ forward: (u: Tensor) => [sum(u), null], backward: () => [x, x] }),
    'customVjp: expected the result of backward to be a list of 1, one cotangent for each argument, found a list of 2.',
  ],
  [
    'unlike',
    wrongRule({ forward: (u: Tensor) => [sum(u), null], backward: () => [constant(1)] }),
    'customVjp: expected the result of backward to be [f32[3]], found [f32[]].',
  ],
  [
    'bad-batch',
    () => vmap((a: Tensor, b: Tensor) => mul(a, b))(x, constant([1, 2])),
    'vmap: the batch extents differ: 3 of x [3] and 2 of constant [2].',
  ],
  [
    'bad-batch',
    () => vmap((a: Tensor) => a, { inAxes: null })(x),
    'vmap: no argument has a batch axis. Give inAxes a number for at least one argument.',
  ],
  ['bad-batch', () => vmap((a: Tensor) => a, { inAxes: 1 })(x), 'vmap: inAxes ask for axis 1 of x [3].'],
  [
    'bad-batch',
    () => vmap((a: Tensor) => a, { outAxes: 1 })(x),
    'vmap: outAxes ask for axis 1 of a result with 1 axes.',
  ],
  [
    'bad-batch',
    () => vmap((a: Tensor) => a, { outAxes: null })(x),
    'vmap: outAxes are null for x, which differs from element to element.',
  ],
  ['bad-batch', () => vmap((a: Tensor) => a, { inAxes: [0, 0] })(x), 'vmap: inAxes do not fit to the arguments.'],
  ['bad-batch', () => vmap((a: Tensor) => a, { outAxes: [0, 0] })(x), 'vmap: outAxes do not fit to the results.'],
  [
    'unlike',
    wrongRule({ forward: () => undefined, backward: () => [x] }),
    'customVjp: expected the result of forward to be [y, residuals], found undefined.',
  ],
  [
    'unlike',
    wrongRule({ forward: (u: Tensor) => [sum(u), null], backward: () => undefined }),
    'customVjp: expected the result of backward to be a list of 1, one cotangent for each argument, found undefined.',
  ],
  [
    'unlike',
    wrongRule({ forward: (u: Tensor) => [sum(u), null] }),
    'customVjp: expected backward to be a function, found undefined.',
  ],
  [
    'unlike',
    () => customVjp((u: Tensor) => u, undefined as never),
    'customVjp: expected forward to be a function, found undefined.',
  ],
  ['unlike', () => grad(undefined as never)(x as never), 'grad: expected f to be a function, found undefined.'],
  ['unlike', () => valueAndGrad(x as never), 'valueAndGrad: expected f to be a function, found a tensor.'],
  ['unlike', () => checkpoint(3 as never), 'checkpoint: expected f to be a function, found 3.'],
  ['unlike', () => vmap('sin' as never), 'vmap: expected f to be a function, found "sin".'],
  ['unlike', () => vjp([] as never, x), 'vjp: expected f to be a function, found an array.'],
  ['unlike', () => jvp(null as never, [x], [x]), 'jvp: expected f to be a function, found null.'],
  ['unlike', () => jvp(sin, x as never, x as never), 'jvp: expected the arguments to be a list, found a tensor.'],
  ['unlike', () => hvp(undefined as never, x, x), 'hvp: expected f to be a function, found undefined.'],
  ['unlike', () => jacobian(1 as never), 'jacobian: expected f to be a function, found 1.'],
  ['unlike', () => hessian(1 as never), 'hessian: expected f to be a function, found 1.'],
  ['unlike', () => gradients(3 as never, [x]), 'gradients: expected y to be a tensor, found 3.'],
  ['unlike', () => gradients(sum(x), x as never), 'gradients: expected xs to be a list, found a tensor.'],
  ['unlike', () => gradients(sum(x), [3 as never]), 'gradients: expected xs[0] to be a tensor, found 3.'],
  [
    'bad-option',
    () => grad((u: Tensor) => sum(u), { argnums: 1 as 0 })(x),
    'grad: argnums is 1, expected 0: there is one argument.',
  ],
  [
    'bad-option',
    () => valueAndGrad((u: Tensor, w: Tensor) => sum(mul(u, w)), { argnums: [0, 0.5] as never })(x, x),
    'valueAndGrad: argnums is 0.5, expected a position from 0 to 1.',
  ],
  [
    'bad-option',
    () => grad((u: Tensor, w: Tensor) => sum(mul(u, w)), { argnums: [1, 1] })(x, x),
    'grad: argnums is [1, 1], expected each position once.',
  ],
  [
    'bad-option',
    () => grad((u: Tensor) => sum(u), { argnums: [] })(x),
    'grad: argnums is an empty list, expected at least one position.',
  ],
  [
    'bad-option',
    () => jacobian((u: Tensor) => u, { argnums: -1 as 0 })(x),
    'jacobian: argnums is -1, expected 0: there is one argument.',
  ],
  [
    'bad-option',
    () => hessian((u: Tensor) => sum(u), { argnums: 'x' as never })(x),
    'hessian: argnums is "x", expected a position or a list of positions.',
  ],
  [
    'bad-option',
    () => grad(() => sum(x))(),
    'grad: argnums is 0, expected an argument at that position: there is none.',
  ],
])('%s: %#', (code, f, text) => {
  const error = errorOf(f);
  expect([error.code, error.message]).toEqual([code, text]);
  expect(sourceText(error.places[0]!.source)).toMatch(/^errors\.test\.ts:\d+:\d+$/);
});

test('a missing dependence names both tensors with their lines', () => {
  const { places } = errorOf(() => gradients(sum(x), [z]));
  expect(places.map(({ note }) => note).filter((note) => note !== '')).toEqual([
    'sum [] was made here',
    'z [3] was made here',
  ]);
});
