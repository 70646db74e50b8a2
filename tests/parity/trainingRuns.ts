import { categoricalCrossentropy } from '../../src/losses/index.js';
import { f32, model, type Model, type Optimizer } from '../../src/model/index.js';
import { dense, sequential } from '../../src/nn/index.js';
import { adam, sgd } from '../../src/optim/index.js';
import { golden } from './golden.js';

export interface Final {
  readonly stride: number;
  readonly values?: readonly number[];
  readonly sumAbs: number;
  readonly maxAbs: number;
}

export interface Told {
  readonly losses: readonly number[];
  readonly final: Readonly<Record<string, Final>>;
}

export interface Run {
  readonly optimizer: 'sgd' | 'adam';
  readonly options: object;
  readonly fromLogits: boolean;
  readonly keras: Told;
  readonly float64: Told;
}

export const { runs } = golden<{ readonly runs: readonly Run[] }>('training');
const optimizers: Readonly<Record<Run['optimizer'], (options: object) => Optimizer>> = { adam, sgd };
/** The seed's net, as a run of training.json has it. */
export function declared({ optimizer, options, fromLogits }: Run): Model {
  const classify = sequential(
    dense(10, { activation: 'relu' }),
    dense(10, { activation: fromLogits ? 'linear' : 'softmax' }),
  );
  return model({
    inputs: { image: f32('N', 784), label: f32('N', 10) },
    outputs: ({ image }) => ({ result: classify(image) }),
    loss: ({ result, label }) => categoricalCrossentropy(label, result, { fromLogits }),
    optimizer: optimizers[optimizer](options),
  });
}
