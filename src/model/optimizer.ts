import type { Tensor } from '../graph/index.js';

/** A parameter, or a slot or gradient of one: all of one shape. */
export interface Gradient {
  /** The parameter's path. */
  readonly name: string;
  readonly parameter: Tensor;
  readonly gradient: Tensor;
}

/** Scalars that all parameters share, f32. */
export interface StepScalars {
  /** The optimizer's own scalars by name, as they stand in the state. */
  readonly hyperparameters: Readonly<Record<string, Tensor>>;
  /** The number of this step, counted from 1. */
  readonly step: Tensor;
}

export interface ParameterStep extends Gradient, StepScalars {
  readonly slots: Readonly<Record<string, Tensor>>;
}

export interface ParameterUpdate {
  readonly parameter: Tensor;
  readonly slots?: Readonly<Record<string, Tensor>>;
}

/**
 * How parameters are trained: an object that anyone can write. `update` is traced once for each parameter; scalars that
 * are the same for all of them become one.
 *
 * ```ts
 * const signDescent: Optimizer = {
 *   hyperparameters: { learningRate: 0.01 },
 *   slots: {},
 *   update: ({ parameter, gradient, hyperparameters: { learningRate } }) => ({
 *     parameter: sub(parameter, mul(learningRate, sign(gradient))),
 *   }),
 * };
 * ```
 */
export interface Optimizer {
  /** Scalars kept in the state as `tapeless/<name>`, with what they start from; changeable between steps. */
  readonly hyperparameters: Readonly<Record<string, number>>;
  /** What is kept for each parameter, in its shape, as `tapeless/<slot>/<parameter>`, with what all of it starts from. */
  readonly slots: Readonly<Record<string, number>>;
  /** Changes the gradients before any parameter is updated, seeing all of them at once: clipping by global norm. */
  gradients?(all: readonly Gradient[], scalars: StepScalars): readonly Tensor[];
  /** The next value of a parameter and of its slots. */
  update(step: ParameterStep): ParameterUpdate;
}
