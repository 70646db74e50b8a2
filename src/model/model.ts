import type { Source } from '../base/index.js';
import { currentSource, type Tensor } from '../graph/index.js';
import type { Given, Inputs } from './inputs.js';
import type { Optimizer } from './optimizer.js';
import type { Ratio } from './ratio.js';

/** What `predict` and `run` give: tensors by name, in records of records if wanted. */
export interface Outputs {
  readonly [name: string]: Tensor | Outputs;
}

/** What `metrics` returns: scalars by name, each a number or a ratio over the batch. */
export type Metrics = Readonly<Record<string, Tensor | Ratio>>;

export interface ModelOptions<I extends Inputs = Inputs, O extends Outputs = Outputs> {
  readonly inputs: I;
  /** From inputs to outputs; traced twice, for training and for inference. */
  readonly outputs: (inputs: Given<I>) => O;
  /** From inputs and outputs to the scalar that training makes small; a bare scalar counts with weight N. */
  readonly loss: (values: Given<I> & O) => Tensor | Ratio;
  /** Scalars told beside the loss. */
  readonly metrics?: (values: Given<I> & O) => Metrics;
  readonly optimizer: Optimizer;
  /** Trains with a zero gradient what the loss does not depend on, instead of refusing it. */
  readonly allowUnused?: boolean;
}

export const modelOptions: readonly (keyof ModelOptions)[] = [
  'inputs',
  'outputs',
  'loss',
  'metrics',
  'optimizer',
  'allowUnused',
];

/** A model as it was written; it is traced when it is compiled. */
export interface Model {
  readonly kind: 'model';
  readonly options: ModelOptions;
  readonly source: Source;
}

/**
 * Declares a model: what it is fed, what it gives, what is made small, what is told, and how it is trained. Export it
 * from a `*.model.ts` file and build that.
 */
export function model<const I extends Inputs, const O extends Outputs>(options: ModelOptions<I, O>): Model {
  return { kind: 'model', options: options as unknown as ModelOptions, source: currentSource() };
}
