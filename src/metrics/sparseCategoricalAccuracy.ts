import type { Tensor } from '../graph/index.js';
import { classNumbers } from '../model/index.js';
import { argmax, cast, equal, mean } from '../ops/index.js';

/**
 * How often the largest prediction stands at the class number that yTrue holds; the first of equals counts. As Keras'
 * SparseCategoricalAccuracy.
 */
export function sparseCategoricalAccuracy(yTrue: Tensor, yPred: Tensor): Tensor {
  const numbers = classNumbers('sparseCategoricalAccuracy', yTrue, yPred);
  const found = cast(argmax(yPred, { axis: -1 }), numbers.dtype);
  return mean(cast(equal(numbers, found), 'f32'));
}
