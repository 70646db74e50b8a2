import type { ClassLabels, Need, Shape } from '../base/index.js';
import type { Tensor } from '../graph/index.js';
import { matchedClasses } from '../model/index.js';
import { argmax, cast, equal, mean } from '../ops/index.js';

/** How often the largest prediction stands where the largest label does; the first of equals counts. As Keras' CategoricalAccuracy. */
export function categoricalAccuracy<const A extends Shape, const B extends Shape>(
  yTrue: Tensor<A>,
  yPred: Tensor<B> & Need<ClassLabels<A, B>>,
): Tensor<readonly []> {
  const [labels] = matchedClasses('categoricalAccuracy', yTrue, yPred);
  const right = equal(argmax(labels, { axis: -1 }), argmax(yPred, { axis: -1 }));
  return mean(cast(right, 'f32')) as Tensor<readonly []>;
}
