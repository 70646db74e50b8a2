import type { Source } from '../base/index.js';
import { currentSource } from '../graph/index.js';
import type { Given, Inputs } from './inputs.js';
import type { Outputs } from './model.js';

export interface ProgramOptions<I extends Inputs = Inputs, O extends Outputs = Outputs> {
  readonly inputs: I;
  readonly outputs: (inputs: Given<I>) => O;
}

export const programOptions: readonly (keyof ProgramOptions)[] = ['inputs', 'outputs'];

/** A plain function as it was written; it is traced when it is compiled. */
export interface Program {
  readonly kind: 'program';
  readonly options: ProgramOptions;
  readonly source: Source;
}

/** Declares a function of tensors, without training: the generated module has `create().run(inputs)`. */
export function program<const I extends Inputs, const O extends Outputs>(options: ProgramOptions<I, O>): Program {
  return { kind: 'program', options: options as unknown as ProgramOptions, source: currentSource() };
}
