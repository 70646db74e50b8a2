// Checked by tsc alone: each expectation is a line that must compile, or must not.
import {
  add,
  avgPool,
  categoricalCrossentropy,
  clip,
  concat,
  convolve,
  cumsum,
  dense,
  dropout,
  f32,
  gelu,
  i32,
  layer,
  matmul,
  maxPool,
  mean,
  meanSquaredError,
  model,
  mul,
  oneHot,
  parameter,
  relu,
  reshape,
  resize,
  sequential,
  sgd,
  softmax,
  sort,
  sparseCategoricalAccuracy,
  standardize,
  sum,
  tanh,
  topK,
  transpose,
  activation,
  type Shape,
  type Tensor,
} from 'tapeless';
import type { Fail, Multiply, Product } from '../../src/base/index.js';

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const holds = <T extends true>(): T | null => null;

declare const image: Tensor<readonly ['N', 784]>;
declare const kernel: Tensor<readonly [784, 10]>;
declare const row: Tensor<readonly [1, 10]>;
declare const unknown: Tensor;

// Arithmetic of extents.
holds<Same<Multiply<784, 128>, 100352>>();
holds<Same<Multiply<65535, 65537>, 4294967295>>();
holds<Same<Product<readonly [7, 7, 64]>, 3136>>();
holds<Same<Product<readonly [7, -1]>, number>>();

// Products.
const logits = matmul(image, kernel);
holds<Same<typeof logits, Tensor<readonly ['N', 10]>>>();
const batched = matmul({} as Tensor<readonly [5, 3, 4]>, {} as Tensor<readonly [5, 4, 2]>);
holds<Same<typeof batched, Tensor<readonly [5, 3, 2]>>>();
const vector = matmul(image, {} as Tensor<readonly [784]>);
holds<Same<typeof vector, Tensor<readonly ['N']>>>();
// @ts-expect-error matmul [N, 784] x [1, 10]: the inner extents 784 and 1 differ
matmul(image, row);
matmul(unknown, kernel);

// Broadcasting.
const shifted = add(logits, row);
holds<Same<typeof shifted, Tensor<readonly ['N', 10]>>>();
const doubled = mul(2, logits);
holds<Same<typeof doubled, Tensor<readonly ['N', 10]>>>();
const table = add(logits, [1, 2, 3]);
holds<Same<typeof table, Tensor>>();
// @ts-expect-error broadcast: the extents 784 and 10 differ and neither is 1
add(image, logits);

// Element by element.
const smooth = standardize(gelu(logits, { approximate: true }), { epsilon: 1e-6 });
const probabilities = softmax(tanh(logits), { axis: -1 });
// @ts-expect-error -- the option is called `approximate`
gelu(logits, { approximately: true });
holds<Same<typeof smooth, typeof logits>>();
holds<Same<typeof probabilities, Tensor<readonly ['N', 10]>>>();
const clipped = clip(logits, 0, 1);
holds<Same<typeof clipped, Tensor<readonly ['N', 10]>>>();

// Reductions.
const total = sum(logits);
holds<Same<typeof total, Tensor<readonly []>>>();
const means = mean(logits, { axis: -1 });
holds<Same<typeof means, Tensor<readonly ['N']>>>();
const kept = sum(logits, { axis: 1, keepDims: true });
holds<Same<typeof kept, Tensor<readonly ['N', 1]>>>();
const columns = sum({} as Tensor<readonly [2, 3, 4]>, { axis: -2 });
holds<Same<typeof columns, Tensor<readonly [2, 4]>>>();
// @ts-expect-error axis 2: it has only 2 axes
sum(logits, { axis: 2 });

// Movement.
const pixels = reshape(image, ['N', 28, 28]);
holds<Same<typeof pixels, Tensor<readonly ['N', 28, 28]>>>();
const open = reshape(image, [-1, 784]);
holds<Same<typeof open, Tensor<readonly [number, 784]>>>();
// @ts-expect-error reshape [N, 784] to [N, 28, 29]: 784 elements cannot become 812
reshape(image, ['N', 28, 29]);
const turned = transpose(pixels, [0, 2, 1]);
holds<Same<typeof turned, Tensor<readonly ['N', 28, 28]>>>();
const flat = transpose(kernel, [1, 0]);
holds<Same<typeof flat, Tensor<readonly [10, 784]>>>();
// @ts-expect-error transpose [784, 10]: 3 axes are given, it has 2
transpose(kernel, [1, 0, 2]);
const labels = oneHot({} as Tensor<readonly ['N']>, 10);
holds<Same<typeof labels, Tensor<readonly ['N', 10]>>>();

// Layers.
const net = sequential(
  dense(512, { activation: 'relu' }),
  activation('tanh'),
  dropout(0.5),
  sequential(dense(20), dense(10)),
);
const result = net(image);
holds<Same<typeof result, Tensor<readonly ['N', 10]>>>();
const words = dense(7)({} as Tensor<readonly ['N', 32, 64]>);
holds<Same<typeof words, Tensor<readonly ['N', 32, 7]>>>();
// @ts-expect-error dense: its input [784] must have at least 2 axes, [N, features]
dense(10)({} as Tensor<readonly [784]>);
// @ts-expect-error the same, inside
net({} as Tensor<readonly [784]>);
const plain = sequential(dense(3), (x: Tensor) => relu(x))(image);
holds<Same<typeof plain, Tensor>>();
const anything = net(unknown);
holds<Same<typeof anything, Tensor>>();

// The sentence itself.
type Refused = Parameters<typeof matmul<typeof image, typeof row>>[1];
holds<Same<Refused, typeof row & Fail<'matmul [N, 784] x [1, 10]: the inner extents 784 and 1 differ'>>>();

// Losses and metrics.
const targets = {} as Tensor<readonly ['N', 10]>;
const loss = categoricalCrossentropy(targets, softmax(logits));
holds<Same<typeof loss, Tensor<readonly []>>>();
meanSquaredError({} as Tensor<readonly ['N']>, {} as Tensor<readonly ['N', 1]>);
sparseCategoricalAccuracy({} as Tensor<readonly ['N']>, logits);
sparseCategoricalAccuracy({} as Tensor<readonly ['N', 1]>, logits);
categoricalCrossentropy(unknown, logits);
// @ts-expect-error labels [N, 784] and predictions [N, 10] must have one shape
categoricalCrossentropy(image, logits);
// @ts-expect-error the same
meanSquaredError(image, logits);
// @ts-expect-error class numbers [N, 10] of predictions [N, 10]: expected [N]
sparseCategoricalAccuracy(targets, logits);

// A user's own functions: a shape may be written as a plain tuple, and left open.
const half = (x: Tensor<['N', 784]>) => mul(x, 0.5);
holds<Same<ReturnType<typeof half>, Tensor<readonly ['N', 784]>>>();
half(image);
// @ts-expect-error of another shape
half(logits);
const twice = <S extends Shape>(x: Tensor<S>) => tanh(relu(x, { negativeSlope: 0.5 }));
const both = twice(image);
holds<Same<typeof both, Tensor<readonly ['N', 784]>>>();
const own = layer({ kind: 'own' }, (x: Tensor<['N', 784]>) => matmul(x, parameter([784, 3], { name: 'w' })));
const owned = own(image);
holds<Same<typeof owned, Tensor<readonly ['N', 3]>>>();

// Models: what the functions are given follows from the inputs and outputs.
model({
  inputs: { image: f32('N', 784), label: i32('N') },
  outputs: ({ image, label }) => {
    holds<Same<typeof image, Tensor<readonly ['N', 784]>>>();
    holds<Same<typeof label, Tensor<readonly ['N']>>>();
    return { guess: net(image) };
  },
  loss: ({ guess, label }) => {
    holds<Same<typeof guess, Tensor<readonly ['N', 10]>>>();
    return meanSquaredError(oneHot(label, 10), guess);
  },
  metrics: ({ guess }) => ({ largest: sum(guess) }),
  optimizer: sgd(),
});
model({
  inputs: { x: f32('N', 3) },
  outputs: ({ x }) => ({ y: concat([x, x], { axis: 1 }) }),
  // @ts-expect-error there is no output z
  loss: ({ z }) => mean(z),
  optimizer: sgd(),
});

// Windows.
declare const picture: Tensor<readonly ['N', 28, 28, 1]>;
declare const filters: Tensor<readonly [5, 5, 1, 6]>;
const padded = convolve(picture, filters, { strides: 1, padding: 'same' });
holds<Same<typeof padded, Tensor<readonly ['N', 28, 28, 6]>>>();
const strided = convolve(picture, filters, { strides: 2 });
holds<Same<typeof strided, Tensor<readonly ['N', number, number, 6]>>>();
const bare = convolve(picture, filters);
holds<Same<typeof bare, Tensor<readonly ['N', number, number, 6]>>>();
const halved = maxPool(padded, { window: 2 });
holds<Same<typeof halved, Tensor<readonly ['N', number, number, 6]>>>();
const blurred = avgPool(padded, { window: [3, 3], strides: 1, padding: 'same' });
holds<Same<typeof blurred, Tensor<readonly ['N', 28, 28, 6]>>>();
const small = resize(picture, [14, 7]);
holds<Same<typeof small, Tensor<readonly ['N', 14, 7, 1]>>>();
const square = resize(picture, 14, { interpolation: 'nearest' });
holds<Same<typeof square, Tensor<readonly ['N', 14, 14, 1]>>>();
convolve(unknown, filters);
convolve({} as Tensor<readonly ['N', 28, 28, 4]>, {} as Tensor<readonly [3, 3, 1, 4]>, { groups: 4 });
// @ts-expect-error convolve [N, 28, 28, 1] by [5, 5, 3, 6]: the kernel takes 3 channels, x has 1
convolve(picture, {} as Tensor<readonly [5, 5, 3, 6]>);
// @ts-expect-error convolve [N, 28, 28, 1] by [5, 1, 6]: both must have the same number of axes
convolve(picture, {} as Tensor<readonly [5, 1, 6]>);
// @ts-expect-error convolve: x [N, 784] must have the axes [N, ...space, channels]
convolve(image, {} as Tensor<readonly [784, 10]>);
// @ts-expect-error maxPool: x [N, 784] must have the axes [N, ...space, channels]
maxPool(image, { window: 2 });
// @ts-expect-error resize [N, 28, 28, 1]: 3 sizes for 2 axes
resize(picture, [1, 2, 3]);

// Orders.
const sums = cumsum(image, { axis: 0, reverse: true });
holds<Same<typeof sums, Tensor<readonly ['N', 784]>>>();
const inTurn = sort(kernel, { descending: true });
holds<Same<typeof inTurn, Tensor<readonly [784, 10]>>>();
const best = topK(image, 5);
holds<Same<typeof best.values, Tensor<readonly ['N', 5]>>>();
holds<Same<typeof best.indices, Tensor<readonly ['N', 5]>>>();
const tallest = topK(kernel, 2, { axis: 0 });
holds<Same<typeof tallest.values.shape.length, 2>>();
const greatest = topK(unknown, 2);
holds<Same<typeof greatest.values, Tensor<Shape>>>();
