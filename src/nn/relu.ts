import { optionsOf, type ShapeOf } from '../base/index.js';
import type { Tensor } from '../graph/index.js';
import { less, lessEqual, minimum, mul, relu as plainRelu, sub, where, type Operand } from '../ops/index.js';

/** What relu takes, as Keras' layer of that name. */
export interface ReluOptions {
  /** The slope below the threshold. */
  readonly negativeSlope?: number;
  /** What the result never exceeds. */
  readonly maxValue?: number;
  /** Where the function leaves 0 (or its slope) and becomes x. */
  readonly threshold?: number;
}

/** x above the threshold, negativeSlope (x - threshold) below; its derivative at 0 is 0. As Keras' relu. */
export function relu<const X extends Operand>(x: X, options: ReluOptions = {}): Tensor<ShapeOf<X>> {
  const defaults = { negativeSlope: 0, maxValue: undefined, threshold: 0 };
  const { negativeSlope, maxValue, threshold } = optionsOf('relu', options, defaults);
  const rising = maxValue === undefined ? x : minimum(x, maxValue);
  return bent(x, rising, negativeSlope, threshold) as Tensor<ShapeOf<X>>;
}

function bent(x: Operand, rising: Operand, slope: number, threshold: number): Tensor {
  if (slope !== 0) return where(less(threshold, x), rising, mul(slope, sub(x, threshold)));
  return threshold === 0 ? plainRelu(rising) : where(lessEqual(x, threshold), 0, rising);
}
