import { shapeMismatch } from '../base/index.js';
import { nameOf, type Tensor } from '../graph/index.js';
import { matched } from '../model/index.js';
import { log, logSoftmax, mean, mul, neg, sum } from '../ops/index.js';
import { normalised, smoothed, type CrossentropyOptions } from './probabilities.js';

/**
 * The mean over all rows of -sum(y log p), where y is one-hot or soft. As Keras' CategoricalCrossentropy: rows of
 * probabilities are divided by their sum and clipped to [1e-7, 1 - 1e-7]. Behind a softmax the logits are used instead (as
 * Keras on TensorFlow does), which is exact and never clips; Keras on JAX differs from that where two logits of a row
 * differ by more than about 16.
 */
export function categoricalCrossentropy(yTrue: Tensor, yPred: Tensor, options: CrossentropyOptions = {}): Tensor {
  const { fromLogits = false, labelSmoothing = 0 } = options;
  const classes = yPred.shape.at(-1);
  const [given, predictions] = matched('categoricalCrossentropy', yTrue, yPred);
  if (typeof classes !== 'number' || predictions !== yPred) {
    const operands = [yTrue, yPred].map((x) => ({ name: nameOf(x), shape: x.shape, source: x.node.source }));
    throw shapeMismatch('categoricalCrossentropy', operands, 'expected [N, classes] of both');
  }
  const labels = smoothed('categoricalCrossentropy', given, labelSmoothing, classes);
  const logProbabilities = fromLogits ? logSoftmax(predictions) : log(normalised(predictions));
  return mean(neg(sum(mul(labels, logProbabilities), { axis: -1 })));
}
