import { optionsOf, type Labels, type Need, type ShapeOf } from '../base/index.js';
import type { Tensor } from '../graph/index.js';
import { matched } from '../model/index.js';
import { cast, equal, greater, mean, type Operand } from '../ops/index.js';

/** How often a prediction above the threshold meets a label of 1, and any other a 0. As Keras' BinaryAccuracy. */
export function binaryAccuracy<const A extends Operand, const B extends Operand>(
  yTrue: A,
  yPred: B & Need<Labels<ShapeOf<A>, ShapeOf<B>>>,
  options: { readonly threshold?: number } = {},
): Tensor<readonly []> {
  const { threshold } = optionsOf('binaryAccuracy', options, { threshold: 0.5 });
  const [labels, predictions] = matched('binaryAccuracy', yTrue, yPred);
  const decided = cast(greater(predictions, threshold), 'f32');
  return mean(cast(equal(labels, decided), 'f32')) as Tensor<readonly []>;
}
