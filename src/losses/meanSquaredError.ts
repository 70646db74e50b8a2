import type { Tensor } from '../graph/index.js';
import { matched } from '../model/index.js';
import { mean, square, sub } from '../ops/index.js';

/** The mean of (yTrue - yPred)² over everything. As Keras' MeanSquaredError. */
export function meanSquaredError(yTrue: Tensor, yPred: Tensor): Tensor {
  const [labels, predictions] = matched('meanSquaredError', yTrue, yPred);
  return mean(square(sub(predictions, labels)));
}
