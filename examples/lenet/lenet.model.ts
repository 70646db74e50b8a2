// examples/lenet/lenet.model.ts: LeNet-5 as it is written today, with relu and maxima
import {
  adam,
  add,
  convolve,
  dense,
  f32,
  i32,
  layer,
  maxPool,
  model,
  parameter,
  relu,
  reshape,
  sequential,
  softmax,
  sparseCategoricalCrossentropy,
  type Tensor,
} from 'tapeless';

/** Filters of 5 by 5 elements, then the greatest of each 2 by 2 of what they give. */
const filters = (count: number, padding: 'same' | 'valid') =>
  layer({ kind: 'convolution' }, (x: Tensor) => {
    const kernel = parameter([5, 5, x.shape.at(-1) as number, count], { name: 'kernel' });
    const bias = parameter([count], { name: 'bias', initializer: 0 });
    return maxPool(relu(add(convolve(x, kernel, { padding }), bias)), { window: 2, strides: 2 });
  });

const seen = sequential(filters(6, 'same'), filters(16, 'valid'));
const classify = sequential(dense(120, { activation: 'relu' }), dense(84, { activation: 'relu' }), dense(10));

export default model({
  inputs: { x: f32('N', 28, 28, 1), y: i32('N') },
  outputs: ({ x }) => {
    const logits = classify(reshape(seen(x), ['N', 400]));
    return { logits, prediction: softmax(logits) };
  },
  loss: ({ logits, y }) => sparseCategoricalCrossentropy(y, logits, { fromLogits: true }),
  optimizer: adam(),
});
