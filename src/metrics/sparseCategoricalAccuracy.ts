import type { ClassNumbers, Need, Shape } from '../base/index.js';
import type { Tensor } from '../graph/index.js';
import { classNumbers } from '../model/index.js';
import { argmax, cast, equal, mean } from '../ops/index.js';

/**
 * How often the largest prediction stands at the class number that yTrue holds; the first of equals counts. As Keras'
 * SparseCategoricalAccuracy.
 */
export function sparseCategoricalAccuracy<const A extends Shape, const B extends Shape>(
  yTrue: Tensor<A>,
  yPred: Tensor<B> & Need<ClassNumbers<A, B>>,
): Tensor<readonly []> {
  const numbers = classNumbers('sparseCategoricalAccuracy', yTrue, yPred);
  const found = cast(argmax(yPred, { axis: -1 }), numbers.dtype);
  return mean(cast(equal(numbers, found), 'f32')) as Tensor<readonly []>;
}
