import type { ClassNumbers, Need, ShapeOf } from '../base/index.js';
import type { Tensor } from '../graph/index.js';
import { classNumbers } from '../model/index.js';
import { argmax, cast, equal, mean, type Operand } from '../ops/index.js';

/**
 * How often the largest prediction stands at the class number that yTrue holds; the first of equals counts. As Keras'
 * SparseCategoricalAccuracy.
 */
export function sparseCategoricalAccuracy<const A extends Operand, const B extends Operand>(
  yTrue: A,
  yPred: B & Need<ClassNumbers<ShapeOf<A>, ShapeOf<B>>>,
): Tensor<readonly []> {
  const [numbers, predictions] = classNumbers('sparseCategoricalAccuracy', yTrue, yPred);
  const found = cast(argmax(predictions, { axis: -1 }), numbers.dtype);
  return mean(cast(equal(numbers, found), 'f32')) as Tensor<readonly []>;
}
