import * as tf from '@tensorflow/tfjs';
import { perceptron } from './perceptron.mjs';

/** As examples/lenet/lenet.model.ts, with its parameters in the order of their use. */
export function lenet([kernel, bias, kernel1, bias1, ...dense], images) {
  const first = pooled(tf.add(convolveData(images, kernel), bias));
  const second = pooled(tf.add(convolve(first, kernel1), bias1));
  return perceptron(dense, tf.reshape(second, [images.shape[0], 400]), 'relu');
}

const pooled = (x) => tf.maxPool(tf.relu(x), 2, 2, 'valid');

// The wasm backend has no Conv2DBackpropFilter: the gradient of a kernel is written here as a convolution of its own, whose
// channels are the batch and whose window is the whole cotangent.
const kernelGradient = (x, dy) =>
  tf.transpose(tf.conv2d(tf.transpose(x, [3, 1, 2, 0]), tf.transpose(dy, [1, 2, 0, 3]), 1, 'valid'), [1, 2, 0, 3]);

/** Of data, which needs no gradient; 5 by 5, `same`. */
function convolveData(x, kernel) {
  const framed = tf.pad(x, [
    [0, 0],
    [2, 2],
    [2, 2],
    [0, 0],
  ]);
  return tf.customGrad((given, save) => {
    save([framed]);
    return { value: tf.conv2d(framed, given, 1, 'valid'), gradFunc: (dy, [seen]) => kernelGradient(seen, dy) };
  })(kernel);
}

/** `valid`. */
const convolve = tf.customGrad((x, kernel, save) => {
  save([x, kernel]);
  return {
    value: tf.conv2d(x, kernel, 1, 'valid'),
    gradFunc: (dy, [x, kernel]) => [tf.conv2dTranspose(dy, kernel, x.shape, 1, 'valid'), kernelGradient(x, dy)],
  };
});
