import { inspect, type InspectFormat, type InspectStage, type Target } from '../compiler/index.js';
import { loadModel } from './loadModel.js';
import type { Terminal } from './terminal.js';

export interface InspectFileOptions {
  readonly stage?: InspectStage;
  readonly target?: Target;
  readonly format?: InspectFormat;
  readonly memory?: string;
  readonly batch?: number;
  readonly check?: boolean;
}

/** `tapeless inspect FILE`: one stage of the model's way through the compiler. */
export async function inspectCommand(file: string, options: InspectFileOptions, terminal: Terminal): Promise<number> {
  const { check = true, ...given } = options;
  const { declarations, locate, explain } = await loadModel(file, { check });
  try {
    terminal.out(inspect(declarations, { ...given, locate }));
  } catch (thrown) {
    throw explain(thrown);
  }
  return 0;
}
