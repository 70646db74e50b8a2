import type { Labels, Need, ShapeOf } from '../base/index.js';
import type { Tensor } from '../graph/index.js';
import { matched } from '../model/index.js';
import { abs, mean, sub, type Operand } from '../ops/index.js';

/** The mean of |yTrue - yPred| over everything; its derivative is 0 where they are equal. As Keras' MeanAbsoluteError. */
export function meanAbsoluteError<const A extends Operand, const B extends Operand>(
  yTrue: A,
  yPred: B & Need<Labels<ShapeOf<A>, ShapeOf<B>>>,
): Tensor<readonly []> {
  const [labels, predictions] = matched('meanAbsoluteError', yTrue, yPred);
  return mean(abs(sub(predictions, labels))) as Tensor<readonly []>;
}
