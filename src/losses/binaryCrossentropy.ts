import { optionsOf, type Labels, type Need, type ShapeOf } from '../base/index.js';
import type { Tensor } from '../graph/index.js';
import { matched } from '../model/index.js';
import { add, log, mean, mul, neg, softplus, sub, type Operand } from '../ops/index.js';
import { clipped, smoothed, type CrossentropyOptions } from './probabilities.js';

/**
 * The mean of -(y log p + (1 - y) log(1 - p)) over everything. As Keras' BinaryCrossentropy: probabilities are clipped to
 * [1e-7, 1 - 1e-7]. Behind a sigmoid the logits are used instead (as Keras on TensorFlow does), which is exact and never
 * clips; Keras on JAX differs from that where a probability is beyond the bounds.
 */
export function binaryCrossentropy<const A extends Operand, const B extends Operand>(
  yTrue: A,
  yPred: B & Need<Labels<ShapeOf<A>, ShapeOf<B>>>,
  options: CrossentropyOptions = {},
): Tensor<readonly []> {
  const { fromLogits, labelSmoothing } = optionsOf('binaryCrossentropy', options, {
    fromLogits: false,
    labelSmoothing: 0,
  });
  const [given, predictions] = matched('binaryCrossentropy', yTrue, yPred);
  const labels = smoothed('binaryCrossentropy', given, labelSmoothing, 2);
  return mean((fromLogits ? onLogits : onProbabilities)(labels, predictions)) as Tensor<readonly []>;
}

/** softplus(-x) is -log(sigmoid(x)), and softplus(x) is -log(1 - sigmoid(x)): both exact in the tails. */
const onLogits = (labels: Tensor, logits: Tensor): Tensor =>
  add(mul(labels, softplus(neg(logits))), mul(sub(1, labels), softplus(logits)));

function onProbabilities(labels: Tensor, yPred: Tensor): Tensor {
  const p = clipped(yPred);
  return neg(add(mul(labels, log(p)), mul(sub(1, labels), log(sub(1, p)))));
}
