import { expect, test } from 'vitest';
import { grad, gradients, hessian, jacobian, valueAndGrad, vmap, customVjp } from '../../src/autodiff/index.js';
import { sourceText } from '../../src/base/index.js';
import { input } from '../../src/graph/index.js';
import * as losses from '../../src/losses/index.js';
import * as metrics from '../../src/metrics/index.js';
import * as nn from '../../src/nn/index.js';
import * as ops from '../../src/ops/index.js';
import { adam, sgd } from '../../src/optim/index.js';
import { errorOf } from '../support/errorOf.js';

const x = input('x', { dtype: 'f32', shape: [4, 4] });
const { constant: constantInitializer, zeros, ones, ...initializers } = nn.initializers;
void [constantInitializer, zeros, ones];
type Loose = (...xs: readonly unknown[]) => unknown;

/** What stands before the options of each function; an option's known name is given where `none` cannot be near one. */
const before: Readonly<Record<string, readonly unknown[]>> = {
  ...Object.fromEntries(
    [
      'sum prod max min mean any all variance std norm logSumExp argmax argmin softmax logSoftmax standardize l2Normalize',
      'nanToNum gelu glu elu leakyRelu flip roll repeat tril triu bandPart diagonal',
    ]
      .join(' ')
      .split(' ')
      .map((name) => [name, [x]]),
  ),
  roll: [x, 1],
  repeat: [x, 2],
  any: [[true]],
  all: [[true]],
  concat: [[x, x]],
  stack: [[x, x]],
  unstack: [x],
  split: [x, 2],
  gather: [x, [0]],
  takeAlongAxis: [x, [[0]]],
  scatterAdd: [x, [0], 1],
  scatterSet: [x, [0], 1],
  scatterMax: [x, [0], 1],
  bandMask: [3, 3],
  triangularMask: [3, 3],
  oneHot: [[0], 3],
  pad: [
    x,
    [
      [0, 1],
      [1, 0],
    ],
  ],
  iota: [[3]],
  full: [[3], 1],
  zeros: [[3]],
  ones: [[3]],
  eye: [3, 3],
  arange: [3],
  meshgrid: [[[1], [2]]],
  constant: [1],
  uniform: [[3]],
  normal: [[3]],
  truncatedNormal: [[3]],
};

const all: Readonly<Record<string, () => unknown>> = {
  ...Object.fromEntries(
    Object.entries(before).map(([name, xs]) => [
      name,
      () => (ops as unknown as Record<string, Loose>)[name]!(...xs, { nonsense: 1 }),
    ]),
  ),
  binaryCrossentropy: () => losses.binaryCrossentropy(x, x, { nonsense: 1 } as never),
  categoricalCrossentropy: () => losses.categoricalCrossentropy(x, x, { nonsense: 1 } as never),
  sparseCategoricalCrossentropy: () => losses.sparseCategoricalCrossentropy([0], x, { nonsense: 1 } as never),
  binaryAccuracy: () => metrics.binaryAccuracy(x, x, { nonsense: 1 } as never),
  adam: () => adam({ nonsense: 1 } as never),
  sgd: () => sgd({ nonsense: 1 } as never),
  dense: () => nn.dense(1, { nonsense: 1 } as never),
  relu: () => nn.relu(x, { nonsense: 1 } as never),
  'parameter()': () => nn.parameter([1], { name: 'p', nonsense: 1 } as never),
  ...Object.fromEntries(
    ['varianceScaling', 'orthogonal', 'identity', 'randomUniform', 'randomNormal'].map((name) => [
      name,
      () => (initializers as unknown as Record<string, Loose>)[name]!({ nonsense: 1 }),
    ]),
  ),
  grad: () => grad(() => ops.sum(x), { nonsense: 1 } as never),
  valueAndGrad: () => valueAndGrad(() => ops.sum(x), { nonsense: 1 } as never),
  gradients: () => gradients(ops.sum(x), [x], { nonsense: 1 } as never),
  jacobian: () => jacobian(() => x, { nonsense: 1 } as never),
  hessian: () => hessian(() => ops.sum(x), { nonsense: 1 } as never),
  vmap: () => vmap(() => x, { nonsense: 1 } as never),
  customVjp: () => customVjp(() => x, { forward: () => [x, x], backward: () => [], nonsense: 1 } as never),
};

test.each(Object.entries(all))('%s refuses an option that it does not have', (name, f) => {
  const { code, message, places } = errorOf(f);
  expect(code).toBe('unknown-option');
  expect(message).toMatch(`${name}: there is no option "nonsense"; expected `);
  expect(sourceText(places[0]!.source)).toMatch(/^options\.test\.ts:/);
});

test.each<readonly [string, () => unknown, string]>([
  [
    'an axis',
    () => ops.sum(x, { axes: 1 } as never),
    'sum: there is no option "axes"; expected axis, keepDims. Write `axis`.',
  ],
  [
    'a norm',
    () => ops.norm(x, { or: 1 } as never),
    'norm: there is no option "or"; expected ord, axis, keepDims. Write `ord`.',
  ],
  [
    'a rate',
    () => sgd({ lr: 1 } as never),
    'sgd: there is no option "lr"; expected learningRate, momentum, nesterov, clipnorm, clipvalue, globalClipnorm. Write `learningRate`.',
  ],
  [
    'an activation',
    () => nn.dense(1, { activaton: 'relu' } as never),
    'dense: there is no option "activaton"; expected activation, useBias, kernelInitializer, biasInitializer, name, trainable. Write `activation`.',
  ],
  [
    'an axis for options',
    () => ops.sum(x, 1 as never),
    'sum: the options are 1, expected an object. Write them by name: { axis: … }.',
  ],
  [
    'an axis of null',
    () => ops.sum(x, { axis: null as never }),
    'sum: axis is null, expected an integer or a list of them.',
  ],
])('%s: the mend is the nearest name', (_, f, text) => expect(errorOf(f).message).toBe(text));

test('an option that is undefined is not given', () => {
  expect(ops.sum(x, { axis: 1, keepDims: undefined }).shape).toEqual([4]);
  expect(ops.iota([2], { dtype: undefined as never }).dtype).toBe('i32');
});
