import { test } from 'vitest';
import type { Tensor } from '../../src/graph/index.js';
import { binaryCrossentropy, categoricalCrossentropy, sparseCategoricalCrossentropy } from '../../src/losses/index.js';
import * as ops from '../../src/ops/index.js';
import type { Nested } from '../support/ndarrays.js';
import { at, each, expectClose, row, sigmoids, softmaxes, threeOf, type F, type Row } from '../support/spellings.js';

const { add, div, exp, log, mul, neg, sub, sum, mean, max, sigmoid, softmax, sqrt, pow, where } =
  ops as unknown as Record<string, (...xs: unknown[]) => Tensor>;

const label = [1, 0];
const softmaxGap = { at: [-100, 100], value: 200, gradient: [-1, 1], second: [0, 0] };
const rows: readonly (readonly [string, Row])[] = [
  [
    'log(1 + exp(x)) far right',
    {
      spellings: {
        'log(1 + exp(x))': (x) => log!(add!(1, exp!(x))),
        'log(exp(x) + 1)': (x) => log!(add!(exp!(x), 1)),
        'log1p(exp(x))': (x) => ops.log1p(exp!(x)),
        '-log(1 - sigmoid(x))': (x) => neg!(log!(sub!(1, sigmoid!(x)))),
        'log(exp(x) + exp(0))': (x) => log!(add!(exp!(x), exp!(ops.constant(0)))),
      },
      ...at(1000, 1000, 1, 0),
    },
  ],
  ...Object.entries({
    'sum(y log p)': (p: Tensor) => neg!(sum!(mul!(label, log!(p)))),
    'sum(-y log p)': (p: Tensor) => sum!(mul!(neg!(ops.constant(label)), log!(p))),
    'mean over rows': (p: Tensor) => neg!(mean!(sum!(mul!(label, log!(ops.reshape(p, [1, 2]))), { axis: -1 }))),
    'log sum(y p)': (p: Tensor) => neg!(log!(sum!(mul!(label, p)))),
    'log of the class chosen': (p: Tensor) => neg!(log!(ops.slice(p, [0], [1]))),
    'log of the class gathered': (p: Tensor) => neg!(sum!(log!(ops.gather(p, ops.constant([0], { dtype: 'i32' }))))),
    'where(label, log p, 0)': (p: Tensor) => neg!(sum!(where!(ops.constant([true, false]), log!(p), 0))),
    'clipped as Keras': (p: Tensor) => neg!(sum!(mul!(label, log!(ops.clip(div!(p, sum!(p, row)), 1e-7, 1 - 1e-7))))),
    'clipped by min and max': (p: Tensor) => neg!(sum!(mul!(label, log!(ops.minimum(ops.maximum(p, 1e-7), 1 - 1e-7))))),
    'Kullback-Leibler': (p: Tensor) =>
      ops.relu(sum!(where!(ops.constant([true, false]), mul!(label, log!(div!(label, p))), 0))),
  }).map(
    ([name, loss]) =>
      [
        `cross-entropy of a softmax, ${name}`,
        { spellings: each(softmaxes, (p) => reduceToScalar(loss(p))), ...softmaxGap },
      ] as const,
  ),
  ...Object.entries({
    'log p': (p: Tensor) => log!(p),
    'log of p clipped': (p: Tensor) => log!(ops.clip(p, 1e-7, 1 - 1e-7)),
  }).map(
    ([name, f]) => [`sigmoid far left, ${name}`, { spellings: each(sigmoids, f), ...at(-1000, -1000, 1, 0) }] as const,
  ),
  ...Object.entries({
    'log(1 - p)': (p: Tensor) => log!(sub!(1, p)),
    'log1p(-p)': (p: Tensor) => ops.log1p(neg!(p)),
    'log(1 - p) clipped': (p: Tensor) => log!(sub!(1, ops.clip(p, 1e-7, 1 - 1e-7))),
  }).map(
    ([name, f]) => [`sigmoid far right, ${name}`, { spellings: each(sigmoids, f), ...at(1000, -1000, -1, 0) }] as const,
  ),
  ['sigmoid far right', { spellings: sigmoids, ...at(1000, 1, 0, 0) }],
  ['sigmoid far left', { spellings: sigmoids, ...at(-1000, 0, 0, 0) }],
  ['sigmoid at 0', { spellings: sigmoids, ...at(0, 0.5, 0.25, 0) }],
  [
    'silu far left',
    {
      spellings: {
        ...each(sigmoids, (p, x) => mul!(x, p)),
        'x / (1 + exp(-x))': (x) => div!(x, add!(1, exp!(neg!(x)))),
      },
      ...at(-1000, 0, 0, 0),
    },
  ],
  [
    'binary cross-entropy on logits at 0',
    {
      spellings: {
        'relu(x) - x y + log(1 + exp(-|x|))': (x) =>
          add!(sub!(ops.relu(x), mul!(x, 0.25)), log!(add!(1, exp!(neg!(ops.abs(x)))))),
        'max(x, 0) - x y + log1p(exp(-|x|))': (x) =>
          add!(sub!(ops.maximum(x, 0), mul!(x, 0.25)), ops.log1p(exp!(neg!(ops.abs(x))))),
        'softplus(x) - x y': (x) => sub!(ops.softplus(x), mul!(x, 0.25)),
      },
      ...at(0, Math.log(2), 0.25, 0.25),
    },
  ],
  [
    'log-sum-exp',
    {
      spellings: {
        'log(sum(exp(x)))': (x) => log!(sum!(exp!(x))),
        keepDims: (x) => sum!(log!(sum!(exp!(x), row))),
        'with the mean': (x) => add!(log!(mean!(exp!(x))), Math.log(2)),
        'shifted by hand': (x) => add!(max!(x), log!(sum!(exp!(sub!(x, max!(x)))))),
        'of two': (x) => sum!(log!(add!(exp!(ops.slice(x, [0], [1])), exp!(ops.slice(x, [1], [2]))))),
        'the library': (x) => ops.logSumExp(x),
      },
      at: [1e4, 1e4],
      value: 1e4 + Math.log(2),
      gradient: [0.5, 0.5],
      second: [-0.25, 0.25],
    },
  ],
  [
    'log-sum-exp of nothing but -Infinity but one',
    {
      spellings: { 'log(sum(exp(x)))': (x) => log!(sum!(exp!(x))) },
      at: [-Infinity, 3],
      value: 3,
      gradient: [0, 1],
      second: [0, 0],
    },
  ],
  [
    'softmax far apart',
    {
      spellings: each(softmaxes, (p) => sum!(mul!([1, 0], p))),
      at: [1000, -1000],
      value: 1,
      gradient: [0, 0],
      second: [0, 0],
    },
  ],
  [
    'softmax at equals',
    {
      spellings: each(softmaxes, (p) => sum!(mul!([1, 0], p))),
      at: [500, 500],
      value: 0.5,
      gradient: [0.25, -0.25],
      second: [0, 0],
    },
  ],
  [
    'tanh by exp',
    {
      spellings: {
        '(e - 1/e) / (e + 1/e)': (x) => div!(sub!(exp!(x), exp!(neg!(x))), add!(exp!(x), exp!(neg!(x)))),
        '(exp(2x) - 1) / (exp(2x) + 1)': (x) => div!(sub!(exp!(mul!(2, x)), 1), add!(exp!(mul!(2, x)), 1)),
        '(1 - exp(-2x)) / (1 + exp(-2x))': (x) => div!(sub!(1, exp!(mul!(-2, x))), add!(1, exp!(mul!(-2, x)))),
        '2 sigmoid(2x) - 1': (x) => sub!(mul!(2, div!(1, add!(1, exp!(mul!(-2, x))))), 1),
        tanh: (x) => ops.tanh(x),
      },
      ...at(1000, 1, 0, 0),
    },
  ],
  [
    'variance of large means',
    {
      spellings: {
        'mean(x²) - mean(x)²': (x) => sub!(mean!(mul!(x, x)), mul!(mean!(x), mean!(x))),
        squares: (x) => sub!(mean!(ops.square(x)), ops.square(mean!(x))),
        powers: (x) => sub!(mean!(pow!(x, 2)), pow!(mean!(x), 2)),
        'sum / n': (x) => sub!(div!(sum!(mul!(x, x)), 2), pow!(div!(sum!(x), 2), 2)),
        keepDims: (x) => sum!(sub!(mean!(mul!(x, x), row), ops.square(mean!(x, row)))),
        'sum(x²) - sum(x)² / n': (x) => div!(sub!(sum!(mul!(x, x)), div!(ops.square(sum!(x)), 2)), 2),
        'the library': (x) => ops.variance(x),
      },
      at: [1e9 + 1, 1e9 - 1],
      value: 1,
      gradient: [1, -1],
      second: [-0.5, 0.5],
    },
  ],
  [
    'norm at 0',
    {
      spellings: {
        'sqrt(sum(x x))': (x) => sqrt!(sum!(mul!(x, x))),
        'sqrt(sum(x²))': (x) => sqrt!(sum!(pow!(x, 2))),
        'sum(|x|²)^0.5': (x) => pow!(sum!(ops.square(ops.abs(x))), 0.5),
        'sqrt(dot(x, x))': (x) => sqrt!(ops.dot(x, x)),
        keepDims: (x) => sum!(sqrt!(sum!(mul!(x, x), row))),
        'root of the mean': (x) => sqrt!(mean!(mul!(x, x))),
        'of its parts': (x) =>
          sum!(sqrt!(add!(ops.square(ops.slice(x, [0], [1])), ops.square(ops.slice(x, [1], [2]))))),
        'standard deviation': (x) => sqrt!(sub!(mean!(mul!(x, x)), ops.square(mean!(x)))),
        'sum of roots of squares': (x) => sum!(sqrt!(mul!(x, x))),
        'the library': (x) => ops.norm(x),
      },
      at: [0, 0],
      value: 0,
      gradient: [0, 0],
      second: [0, 0],
    },
  ],
  [
    'where(x > 0, log(x), 0) at 0',
    {
      spellings: {
        'where(x > 0, log(x), 0)': (x) => where!(ops.less(0, x), log!(x), 0),
        'where(x <= 0, 0, log(x))': (x) => where!(ops.lessEqual(x, 0), 0, log!(x)),
        'where(not (x > 0), 0, log(x))': (x) => where!(ops.not(ops.less(0, x)), 0, log!(x)),
        'times another': (x) => mul!(where!(ops.less(0, x), log!(x), 0), 3),
        'log² of x': (x) => where!(ops.less(0, x), mul!(log!(x), log!(x)), 0),
        'two masks': (x) => add!(where!(ops.less(0, x), log!(x), 0), where!(ops.less(1, x), log!(x), 0)),
        '1 / x': (x) => where!(ops.less(0, x), div!(1, x), 0),
        'sqrt(x)': (x) => where!(ops.less(0, x), sqrt!(x), 0),
        'x log(x)': (x) => where!(ops.less(0, x), mul!(x, log!(x)), 0),
        'of a row': (x) => where!(ops.less(0, x), sum!(log!(mul!(x, [1, 2]))), 0),
        'log of the greater': (x) => where!(ops.less(0, x), log!(ops.maximum(div!(1, x), -1)), 0),
        'x^0.3': (x) => where!(ops.less(0, x), pow!(x, 0.3), 0),
      },
      ...at(0, 0, 0, 0),
    },
  ],
  [
    'product with a zero',
    {
      spellings: { prod: (x) => ops.prod(x) },
      at: [0, 2, 3],
      value: 0,
      gradient: [6, 0, 0],
      second: [2 * 3 + 3 * 2, 3, 2],
    },
  ],
  [
    'small differences',
    {
      spellings: {
        'exp(x) - 1': (x) => mul!(1e30, sub!(exp!(mul!(x, 1e-30)), 1)),
        '-(1 - exp(x))': (x) => mul!(-1e30, sub!(1, exp!(mul!(x, 1e-30)))),
        'log(1 + x)': (x) => mul!(1e30, log!(add!(1, mul!(x, 1e-30)))),
        '-log(1 - x)': (x) => mul!(-1e30, log!(sub!(1, mul!(x, 1e-30)))),
      },
      ...at(1, 1, 1, 0),
    },
  ],
  [
    'log(exp(x) - 1) far right',
    {
      spellings: { 'log(exp(x) - 1)': (x) => log!(sub!(exp!(x), 1)), 'log(expm1(x))': (x) => log!(ops.expm1(x)) },
      ...at(1000, 1000, 1, 0),
    },
  ],
  ...[
    { name: 'log cosh far right', ...at(1000, 1000 - Math.LN2, 1, 0) },
    { name: 'log cosh far left', ...at(-1000, 1000 - Math.LN2, -1, 0) },
    { name: 'log cosh at 0', ...at(0, 0, 0, 1) },
    { name: 'log cosh', ...at(0.5, Math.log(Math.cosh(0.5)), Math.tanh(0.5), 1 - Math.tanh(0.5) ** 2) },
  ].map(
    ({ name, ...row }) =>
      [
        name,
        {
          spellings: {
            'log(cosh(x))': (x: Tensor) => log!(ops.cosh(x)),
            'log((exp(x) + exp(-x)) / 2)': (x: Tensor) => log!(div!(add!(exp!(x), exp!(neg!(x))), 2)),
            'log(0.5 (exp(x) + exp(-x)))': (x: Tensor) => log!(mul!(0.5, add!(exp!(x), exp!(neg!(x))))),
            "Keras' x + softplus(-2x) - log(2)": (x: Tensor) => sub!(add!(x, ops.softplus(mul!(-2, x))), Math.LN2),
          },
          ...row,
        },
      ] as const,
  ),
  [
    'log cosh at infinity',
    { spellings: { 'log(cosh(x))': (x) => log!(ops.cosh(x)) }, ...at(Infinity, Infinity, NaN, NaN) },
  ],
  [
    'log sinh far right',
    { spellings: { 'log(sinh(x))': (x) => log!(ops.sinh(x)) }, ...at(1000, 1000 - Math.LN2, 1, 0) },
  ],
  ...Object.entries({
    'log(1 - p)': (p: Tensor) => log!(sub!(1, p)),
    'log1p(-p)': (p: Tensor) => ops.log1p(neg!(p)),
    'log(1 - p) clipped': (p: Tensor) => log!(sub!(1, ops.clip(p, 1e-7, 1 - 1e-7))),
  }).flatMap(([name, f]) => [
    [
      `the other classes of a softmax far apart, ${name}`,
      {
        spellings: each(softmaxes, (p) => sum!(mul!([0, 1], f(p)))),
        at: [-100, 100],
        value: -200,
        gradient: [1, -1],
        second: [0, 0],
      },
    ] as const,
    [
      `the other classes of a softmax, chosen, ${name}`,
      {
        spellings: each(softmaxes, (p) => sum!(f(ops.slice(p, [1], [2])))),
        at: [-100, 100],
        value: -200,
        gradient: [1, -1],
        second: [0, 0],
      },
    ] as const,
    [
      `the other classes of a softmax at equals, ${name}`,
      {
        spellings: each(softmaxes, (p) => sum!(mul!([0, 1], f(p)))),
        at: [500, 500],
        value: -Math.LN2,
        gradient: [0.5, -0.5],
        second: [0.25, -0.25],
      },
    ] as const,
  ]),
  [
    'the other classes of a softmax of three',
    {
      spellings: each(softmaxes, (p) => sum!(log!(sub!(1, p)))),
      // log(b + c) + log(a + c) + log(a + b) - 3 log(a + b + c), of which a is by far the greatest.
      at: [800, 0, 0],
      value: Math.LN2 - 800,
      gradient: [-1, 0.5, 0.5],
      second: [0, -0.25, 0.25],
    },
  ],
  [
    'x^0.5 at 0',
    { spellings: { 'x^0.5': (x) => pow!(x, 0.5) }, at: 0, value: 0, gradient: Infinity, second: -Infinity },
  ],
];

function reduceToScalar(y: Tensor): Tensor {
  return y.shape.length === 0 ? y : sum!(y);
}

const losses: Readonly<Record<string, F>> = {
  categorical: (x) => categoricalCrossentropy(ops.constant([[1, 0]]), softmax!(ops.reshape(x, [1, 2]))),
  'categorical of a softmax by hand': (x) =>
    categoricalCrossentropy(ops.constant([[1, 0]]), ops.reshape(div!(exp!(x), sum!(exp!(x))), [1, 2])),
  'sparse categorical': (x) =>
    sparseCategoricalCrossentropy(ops.constant([0], { dtype: 'i32' }), softmax!(ops.reshape(x, [1, 2]))),
  'categorical on logits': (x) =>
    categoricalCrossentropy(ops.constant([[1, 0]]), ops.reshape(x, [1, 2]), { fromLogits: true }),
  binary: (x) => mul!(2, binaryCrossentropy(ops.constant([1, 0]), sigmoid!(x))),
};

test.each(Object.entries(losses))("the library's cross-entropy, %s, is exact behind a softmax or sigmoid", (_, f) => {
  const found = threeOf(f, [-100, 100]);
  expectClose(found[0], 200);
  expectClose(found[1], [-1, 1]);
  expectClose(found[2], [0, 0]);
});

for (const [name, { spellings, at: point, value, gradient, second }] of rows) {
  for (const [spelling, f] of Object.entries(spellings)) {
    test(`${name}: ${spelling}`, () => {
      const found = threeOf(f, point);
      expectClose(found[0], value as Nested);
      expectClose(found[1], gradient as Nested);
      expectClose(found[2], second as Nested);
    });
  }
}
