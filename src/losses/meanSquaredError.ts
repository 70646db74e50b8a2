import type { Labels, Need, Shape } from '../base/index.js';
import type { Tensor } from '../graph/index.js';
import { matched } from '../model/index.js';
import { mean, square, sub } from '../ops/index.js';

/** The mean of (yTrue - yPred)² over everything. As Keras' MeanSquaredError. */
export function meanSquaredError<const A extends Shape, const B extends Shape>(
  yTrue: Tensor<A>,
  yPred: Tensor<B> & Need<Labels<A, B>>,
): Tensor<readonly []> {
  const [labels, predictions] = matched('meanSquaredError', yTrue, yPred);
  return mean(square(sub(predictions, labels))) as Tensor<readonly []>;
}
