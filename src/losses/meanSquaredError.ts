import type { Labels, Need, ShapeOf } from '../base/index.js';
import type { Tensor } from '../graph/index.js';
import { matched } from '../model/index.js';
import { mean, square, sub, type Operand } from '../ops/index.js';

/** The mean of (yTrue - yPred)² over everything. As Keras' MeanSquaredError. */
export function meanSquaredError<const A extends Operand, const B extends Operand>(
  yTrue: A,
  yPred: B & Need<Labels<ShapeOf<A>, ShapeOf<B>>>,
): Tensor<readonly []> {
  const [labels, predictions] = matched('meanSquaredError', yTrue, yPred);
  return mean(square(sub(predictions, labels))) as Tensor<readonly []>;
}
