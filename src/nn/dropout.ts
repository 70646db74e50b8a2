import { at, badAttribute, type SameShape } from '../base/index.js';
import { currentSource, type Tensor } from '../graph/index.js';
import { isTraining } from '../model/index.js';
import { bernoulli, div, where } from '../ops/index.js';
import type { ShapedLayer } from './shapedLayer.js';

/**
 * In training each element becomes 0 with probability `rate`, and the others are scaled by 1 / (1 - rate); otherwise the
 * identity. The mask follows from the seed and the step. As Keras' Dropout.
 */
export function dropout(rate: number): ShapedLayer<SameShape> {
  if (!(rate >= 0 && rate < 1)) {
    throw at(badAttribute('dropout', 'rate', String(rate), 'a number from 0 to below 1'), currentSource());
  }
  const drop = (x: Tensor): Tensor =>
    rate === 0 || !isTraining() ? x : where(bernoulli(x.shape, 1 - rate), div(x, 1 - rate), 0);
  return drop as ShapedLayer<SameShape>;
}
