import { checkModel, type CheckReport } from '../check/index.js';
import type { Target } from '../compiler/index.js';
import { loadModel } from './loadModel.js';
import { frameOf } from './printError.js';
import type { Terminal } from './terminal.js';

export interface CheckFileOptions {
  readonly runs?: number;
  readonly seed?: number;
  readonly target?: Target;
  readonly memory?: string;
  readonly batch?: number;
  readonly check?: boolean;
}

/** `tapeless check FILE`: the gradients of everything in the file against differences; 1 where some are wrong. */
export async function checkCommand(file: string, options: CheckFileOptions, terminal: Terminal): Promise<number> {
  const { check = true, ...given } = options;
  const { declarations, locate, explain } = await loadModel(file, { check });
  let wrong = false;
  for (const [name, declaration] of declarations) {
    try {
      const report = checkModel(declaration, name, { ...given, locate });
      wrong ||= !report.ok;
      terminal.out(`${linesOf(report, terminal).join('\n')}\n`);
    } catch (thrown) {
      throw explain(thrown);
    }
  }
  return wrong ? 1 : 0;
}

/** The report as errors are printed: paths from here, and the line of code below what is wrong with it. */
function linesOf({ lines, counterexample }: CheckReport, terminal: Terminal): readonly string[] {
  if (!counterexample) return lines;
  const [where = '', says = '', ...rest] = lines;
  return [where.replace(`${terminal.folder}/`, ''), says, ...frameOf(counterexample.place, terminal), ...rest];
}
