import { checkModel } from '../check/index.js';
import type { Target } from '../compiler/index.js';
import { loadModel } from './loadModel.js';
import type { Terminal } from './terminal.js';

export interface CheckFileOptions {
  readonly runs?: number;
  readonly seed?: number;
  readonly target?: Target;
  readonly check?: boolean;
}

/** `tapeless check FILE`: the gradients of everything in the file against differences; 1 where some are wrong. */
export async function checkCommand(file: string, options: CheckFileOptions, terminal: Terminal): Promise<number> {
  const { check = true, ...given } = options;
  const { declarations, locate, explain } = await loadModel(file, { check });
  let wrong = false;
  for (const [name, declaration] of declarations) {
    try {
      const { ok, lines } = checkModel(declaration, name, { ...given, locate });
      wrong ||= !ok;
      terminal.out(`${lines.join('\n')}\n`);
    } catch (thrown) {
      throw explain(thrown);
    }
  }
  return wrong ? 1 : 0;
}
