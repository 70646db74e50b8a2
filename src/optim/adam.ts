import { optionsOf } from '../base/index.js';
import type { Optimizer, ParameterStep, ParameterUpdate, StepScalars } from '../model/index.js';
import type { Tensor } from '../graph/index.js';
import { add, div, maximum, mul, pow, sqrt, square, sub } from '../ops/index.js';
import { clipping, noClip, type ClipOptions } from './clip.js';

/** What adam takes; Keras' defaults where absent. */
export interface AdamOptions extends ClipOptions {
  readonly learningRate?: number;
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
  /** Divides by the largest velocity so far. */
  readonly amsgrad?: boolean;
}

const defaults = { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, amsgrad: false, ...noClip } as const;

/**
 * Adam in Keras' form: both corrections are one factor on the learning rate, and epsilon is added to the root that is not
 * corrected ("epsilon hat" of the paper). PyTorch and optax correct first, which differs early in training.
 */
export function adam(options: AdamOptions = {}): Optimizer {
  const { amsgrad, ...rest } = optionsOf('adam', options, defaults);
  const { learningRate, beta1, beta2, epsilon } = rest;
  const { hyperparameters, ...hook } = clipping('adam', rest);
  return {
    ...hook,
    hyperparameters: { learningRate, beta1, beta2, epsilon, ...hyperparameters },
    slots: { momentum: 0, velocity: 0, ...(amsgrad && { velocityHat: 0 }) },
    update,
  };
}

function update(step: ParameterStep): ParameterUpdate {
  const { parameter, gradient, slots, hyperparameters } = step;
  const { beta1, beta2, epsilon } = hyperparameters;
  const momentum = moved(slots['momentum']!, gradient, beta1!);
  const velocity = moved(slots['velocity']!, square(gradient), beta2!);
  const largest = slots['velocityHat'] && maximum(slots['velocityHat'], velocity);
  const change = div(mul(correctedRate(step), momentum), add(sqrt(largest ?? velocity), epsilon!));
  const next = { momentum, velocity, ...(largest && { velocityHat: largest }) };
  return { parameter: sub(parameter, change), slots: next };
}

/** Scalars alone: traced for each parameter, computed once. */
function correctedRate({ step, hyperparameters: { learningRate, beta1, beta2 } }: StepScalars): Tensor {
  const remaining = (beta: Tensor): Tensor => sub(1, pow(beta, step));
  return div(mul(learningRate!, sqrt(remaining(beta2!))), remaining(beta1!));
}

/** A running mean, moved towards x by 1 - beta. */
const moved = (mean: Tensor, x: Tensor, beta: Tensor): Tensor => add(mean, mul(sub(x, mean), sub(1, beta)));
