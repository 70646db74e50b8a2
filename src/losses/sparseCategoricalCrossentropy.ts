import type { ClassNumbers, Need, Shape } from '../base/index.js';
import type { Tensor } from '../graph/index.js';
import { classNumbers } from '../model/index.js';
import { equal, expandDims, iota, log, logSoftmax, mean, neg, sum, where } from '../ops/index.js';
import { normalised } from './probabilities.js';

/**
 * The mean over all rows of -log p of the row's class, where yTrue holds class numbers: checked against the number of classes
 * where they are an input, clamped where they are computed. As Keras' SparseCategoricalCrossentropy; what is said of probabilities
 * at `categoricalCrossentropy` holds here too.
 */
export function sparseCategoricalCrossentropy<const A extends Shape, const B extends Shape>(
  yTrue: Tensor<A>,
  yPred: Tensor<B> & Need<ClassNumbers<A, B>>,
  { fromLogits = false }: { readonly fromLogits?: boolean } = {},
): Tensor<readonly []> {
  const numbers = classNumbers('sparseCategoricalCrossentropy', yTrue, yPred);
  const logProbabilities = fromLogits ? logSoftmax(yPred) : log(normalised(yPred));
  const classes = iota(yPred.shape, { axis: -1, dtype: numbers.dtype });
  // Selected, never multiplied by 0: the other classes may be masked with -Infinity.
  const own = where(equal(classes, expandDims(numbers, -1)), logProbabilities, 0);
  return mean(neg(sum(own, { axis: -1 }))) as Tensor<readonly []>;
}
