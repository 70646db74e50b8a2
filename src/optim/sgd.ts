import { optionsOf } from '../base/index.js';
import type { Optimizer, ParameterStep, ParameterUpdate } from '../model/index.js';
import { add, mul, sub } from '../ops/index.js';
import { clipping, noClip, type ClipOptions } from './clip.js';

/** What sgd takes; plain gradient descent with rate 0.01 where absent. */
export interface SgdOptions extends ClipOptions {
  readonly learningRate?: number;
  readonly momentum?: number;
  readonly nesterov?: boolean;
}

const defaults = { learningRate: 0.01, momentum: 0, nesterov: false, ...noClip } as const;

/**
 * Gradient descent, with momentum if that is above 0. As Keras' SGD: the learning rate is inside the velocity
 * (velocity = momentum velocity - learningRate gradient), where PyTorch has it outside.
 */
export function sgd(options: SgdOptions = {}): Optimizer {
  const { learningRate, momentum, nesterov, ...clip } = optionsOf('sgd', options, defaults);
  const { hyperparameters, ...hook } = clipping('sgd', clip);
  if (momentum === 0)
    return { ...hook, hyperparameters: { learningRate, ...hyperparameters }, slots: {}, update: descend };
  return {
    ...hook,
    hyperparameters: { learningRate, momentum, ...hyperparameters },
    slots: { momentum: 0 },
    update: nesterov ? lookAhead : roll,
  };
}

function descend({ parameter, gradient, hyperparameters: { learningRate } }: ParameterStep): ParameterUpdate {
  return { parameter: sub(parameter, mul(learningRate!, gradient)) };
}

function velocityOf({ gradient, slots, hyperparameters: { learningRate, momentum } }: ParameterStep) {
  return sub(mul(momentum!, slots['momentum']!), mul(learningRate!, gradient));
}

function roll(step: ParameterStep): ParameterUpdate {
  const velocity = velocityOf(step);
  return { parameter: add(step.parameter, velocity), slots: { momentum: velocity } };
}

function lookAhead(step: ParameterStep): ParameterUpdate {
  const { learningRate, momentum } = step.hyperparameters;
  const velocity = velocityOf(step);
  const ahead = sub(mul(momentum!, velocity), mul(learningRate!, step.gradient));
  return { parameter: add(step.parameter, ahead), slots: { momentum: velocity } };
}
