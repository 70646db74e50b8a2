import type { ClassLabels, Need, ShapeOf } from '../base/index.js';
import type { Tensor } from '../graph/index.js';
import { matchedClasses } from '../model/index.js';
import { argmax, cast, equal, mean, type Operand } from '../ops/index.js';

/** How often the largest prediction stands where the largest label does; the first of equals counts. As Keras' CategoricalAccuracy. */
export function categoricalAccuracy<const A extends Operand, const B extends Operand>(
  yTrue: A,
  yPred: B & Need<ClassLabels<ShapeOf<A>, ShapeOf<B>>>,
): Tensor<readonly []> {
  const [labels, predictions] = matchedClasses('categoricalAccuracy', yTrue, yPred);
  const right = equal(argmax(labels, { axis: -1 }), argmax(predictions, { axis: -1 }));
  return mean(cast(right, 'f32')) as Tensor<readonly []>;
}
