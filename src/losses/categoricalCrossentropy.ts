import { optionsOf, type ClassLabels, type Need, type ShapeOf } from '../base/index.js';
import type { Tensor } from '../graph/index.js';
import { matchedClasses } from '../model/index.js';
import { log, logSoftmax, mean, mul, neg, sum, type Operand } from '../ops/index.js';
import { normalised, smoothed, type CrossentropyOptions } from './probabilities.js';

/**
 * The mean over all rows of -sum(y log p), where y is one-hot or soft. As Keras' CategoricalCrossentropy: rows of
 * probabilities are divided by their sum and clipped to [1e-7, 1 - 1e-7]. Behind a softmax the logits are used instead (as
 * Keras on TensorFlow does), which is exact and never clips; Keras on JAX differs from that where two logits of a row
 * differ by more than about 16.
 */
export function categoricalCrossentropy<const A extends Operand, const B extends Operand>(
  yTrue: A,
  yPred: B & Need<ClassLabels<ShapeOf<A>, ShapeOf<B>>>,
  options: CrossentropyOptions = {},
): Tensor<readonly []> {
  const { fromLogits, labelSmoothing } = optionsOf('categoricalCrossentropy', options, {
    fromLogits: false,
    labelSmoothing: 0,
  });
  const [given, predictions, classes] = matchedClasses('categoricalCrossentropy', yTrue, yPred);
  const labels = smoothed('categoricalCrossentropy', given, labelSmoothing, classes);
  const logProbabilities = fromLogits ? logSoftmax(predictions) : log(normalised(predictions));
  return mean(neg(sum(mul(labels, logProbabilities), { axis: -1 }))) as Tensor<readonly []>;
}
