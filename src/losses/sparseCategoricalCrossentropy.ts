import { optionsOf, type ClassNumbers, type Need, type ShapeOf } from '../base/index.js';
import type { Tensor } from '../graph/index.js';
import { classNumbers } from '../model/index.js';
import { equal, expandDims, iota, log, logSoftmax, mean, neg, sum, where, type Operand } from '../ops/index.js';
import { normalised } from './probabilities.js';

/**
 * The mean over all rows of -log p of the row's class, where yTrue holds class numbers: checked against the number of classes
 * where they are an input, clamped where they are computed. As Keras' SparseCategoricalCrossentropy; what is said of probabilities
 * at `categoricalCrossentropy` holds here too.
 */
export function sparseCategoricalCrossentropy<const A extends Operand, const B extends Operand>(
  yTrue: A,
  yPred: B & Need<ClassNumbers<ShapeOf<A>, ShapeOf<B>>>,
  options: { readonly fromLogits?: boolean } = {},
): Tensor<readonly []> {
  const { fromLogits } = optionsOf('sparseCategoricalCrossentropy', options, { fromLogits: false });
  const [numbers, predictions] = classNumbers('sparseCategoricalCrossentropy', yTrue, yPred);
  const logProbabilities = fromLogits ? logSoftmax(predictions) : log(normalised(predictions));
  const classes = iota(predictions.shape, { axis: -1, dtype: numbers.dtype });
  // Selected, never multiplied by 0: the other classes may be masked with -Infinity.
  const own = where(equal(classes, expandDims(numbers, -1)), logProbabilities, 0);
  return mean(neg(sum(own, { axis: -1 }))) as Tensor<readonly []>;
}
