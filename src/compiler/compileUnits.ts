import {
  badMemory,
  byteSize,
  nothingToCompile,
  requireWhole,
  setLocate,
  usualBatch,
  type Locate,
} from '../base/index.js';
import type { Budget } from '../kernels/index.js';
import { isModelOrProgram } from '../model/index.js';
import { runLine, type Line, type Stage } from './pipeline.js';
import { reportOf, type UnitReport } from './report.js';
import { checkSizes } from './sizes.js';
import { backEndOf, type Target } from './targets.js';
import { verifyMeaning } from './verify.js';

/** How a model is compiled, whatever becomes of it. */
export interface CompileOptions {
  readonly target?: Target;
  /** Checks every stage's invariants and that no pass changes a meaning. */
  readonly verify?: boolean;
  /** The step stops at the first NaN or infinity, with the tensor's name and line. */
  readonly checkNumerics?: boolean;
  /** The code calls one kernel after another, so that each can be timed; on js it does anyhow. */
  readonly inCalls?: boolean;
  /** The most bytes that an instance's arena may take, on wasm the whole instance; where absent 8 GiB, on wasm 4. */
  readonly memoryLimit?: number;
  /**
   * A budget for the arena (inputs, results and all between them; not parameters and optimizer state): a number of bytes, or
   * `64MB`. What does not fit is computed again in the backward pass instead of being kept; results are the same, bit for bit.
   * A build that checks numbers stores all that it looks at, and has no budget.
   */
  readonly memory?: number | string;
  /** How many samples `memory` is for; 32 where absent. */
  readonly batch?: number;
  /** Maps a place in a compiled model file to the user's own. */
  readonly locate?: Locate;
  /** Told of each stage as it ends. */
  readonly onStage?: (stage: Stage, line: Line) => void;
}

/** One export of a model file, with the value of every stage. */
export interface CompiledUnit {
  readonly exportName: string;
  readonly line: Line;
  readonly report: UnitReport;
}

/** The things to compile in a model file's exports: `default` first, then by name. */
export function declarationsIn(exports: Readonly<Record<string, unknown>>, file = 'the file'): [string, unknown][] {
  const found = Object.entries(exports).filter(([, value]) => isModelOrProgram(value));
  if (found.length === 0) throw nothingToCompile(file, Object.keys(exports));
  return found.sort(([a], [b]) => (a === 'default' ? -1 : b === 'default' ? 1 : a < b ? -1 : 1));
}

/** Runs the line for each model and program. */
export function compileUnits(
  declarations: readonly (readonly [string, unknown])[],
  options: CompileOptions = {},
): CompiledUnit[] {
  const before = options.locate && setLocate(options.locate);
  try {
    return declarations.map(([exportName, declaration]) =>
      compileUnit(exportName, declaration, declarations.length > 1, options),
    );
  } finally {
    if (before) setLocate(before);
  }
}

function compileUnit(
  exportName: string,
  declaration: unknown,
  several: boolean,
  options: CompileOptions,
): CompiledUnit {
  const {
    target = 'js',
    verify = false,
    checkNumerics = false,
    memoryLimit = Infinity,
    inCalls = false,
    onStage,
  } = options;
  const times: Record<string, number> = {};
  const faults: string[] = [];
  let start = performance.now();
  const given = {
    declaration,
    name: exportName,
    backEnd: backEndOf(target),
    prefix: several ? exportName : '',
    checkNumerics,
    inCalls,
    budget: budgetOf(options),
  };
  const line = runLine(given, (stage, current) => {
    times[stage.name] = performance.now() - start;
    if (verify) faults.push(...stage.verify(current).map((fault) => `${stage.name}: ${fault}`));
    if (stage.name === 'schedule' || stage.name === 'code') checkSizes(current, memoryLimit);
    onStage?.(stage, current);
    start = performance.now();
  });
  if (verify) faults.push(...verifyMeaning(line));
  return { exportName, line, report: reportOf(line, times, faults) };
}

function budgetOf({ memory, batch = usualBatch, checkNumerics = false }: CompileOptions): Budget | null {
  if (memory === undefined) return null;
  requireWhole('compile', { batch }, 1);
  const bytes = byteSize(String(memory));
  if (bytes === null) throw badMemory(memory);
  return checkNumerics ? null : { bytes, batch };
}
