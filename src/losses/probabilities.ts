import { at, badAttribute } from '../base/index.js';
import { currentSource, type Tensor } from '../graph/index.js';
import { add, clip, div, mul, sum } from '../ops/index.js';

/** How the cross-entropies read their operands. */
export interface CrossentropyOptions {
  /** yPred holds logits, not probabilities. */
  readonly fromLogits?: boolean;
  /** How much of each label is spread evenly over the classes, from 0 to 1. */
  readonly labelSmoothing?: number;
}

/** Keras' epsilon: what keeps the logarithm of a probability finite. */
const epsilon = 1e-7;

export const clipped = (probabilities: Tensor): Tensor => clip(probabilities, epsilon, 1 - epsilon);

/** Rows that sum to 1, then clipped. */
export const normalised = (yPred: Tensor): Tensor => clipped(div(yPred, sum(yPred, { axis: -1, keepDims: true })));

/** Labels of which a share is spread over the classes. */
export function smoothed(what: string, labels: Tensor, share: number, classes: number): Tensor {
  if (!(share >= 0 && share <= 1)) {
    throw at(badAttribute(what, 'labelSmoothing', String(share), 'a number from 0 to 1'), currentSource());
  }
  return share === 0 ? labels : add(mul(labels, 1 - share), share / classes);
}
