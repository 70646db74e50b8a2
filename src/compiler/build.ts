import { emitDeclarations, emitModule } from '../../codegen/module/index.js';
import { notForTarget } from '../base/index.js';
import { isModelOrProgram } from '../model/index.js';
import { compileUnits, declarationsIn, type CompiledUnit, type CompileOptions } from './compileUnits.js';
import type { UnitReport } from './report.js';

/** How a module is built, and where it will lie. */
export interface BuildOptions extends CompileOptions {
  /** The module's name without an ending: `mnist` gives `mnist.js`, `mnist.d.ts` and `mnist.js.map`. */
  readonly name?: string;
  /** What the module's file ends with: `.mjs` for a package that is no ES module; its types then end with `.d.mts`. */
  readonly ending?: '.js' | '.mjs';
  /** URL of the model file, for the first line and the source map. */
  readonly sourceFile?: string;
  /** URL of the folder that the files will lie in; places in comments and maps are relative to it. */
  readonly folder?: string;
  /** Texts of source files by URL, to be carried in the source map. */
  readonly sourceTexts?: ReadonlyMap<string, string>;
  /** On wasm: the program in a file of its own beside the module, `mnist.wasm`, instead of inside it. */
  readonly wasmFile?: boolean;
}

/** A built module: its files, and what the compiler found out. */
export interface Build {
  /** Text by file name. */
  readonly files: Readonly<Record<string, string>>;
  /** Bytes by file name: the programs that `wasmFile` asks for. */
  readonly programs: Readonly<Record<string, Uint8Array>>;
  readonly report: readonly UnitReport[];
}

/** One model or program, or a file's exports by name. */
export type Declared = object;

const entriesOf = (declared: Declared): readonly (readonly [string, unknown])[] =>
  isModelOrProgram(declared) ? [['default', declared]] : declarationsIn({ ...declared });

/**
 * Compiles a model or program, or everything to compile among a file's exports, into a typed ES module. The same input gives
 * the same bytes, in any folder.
 * @throws TapelessError with the user's line for everything that is wrong with the model.
 */
export async function build(declared: Declared, options: BuildOptions = {}): Promise<Build> {
  const { name = 'model', ending = '.js', wasmFile = false, target = 'js' } = options;
  if (wasmFile && target !== 'wasm') throw notForTarget('A program in a file of its own', 'wasm', target);
  const units = compileUnits(entriesOf(declared), options);
  const given = moduleOptions(units, options);
  const { files, programs } = emitModule(given);
  return {
    programs,
    files: { ...files, [`${name}.d${ending.replace('js', 'ts')}`]: await emitDeclarations(given) },
    report: units.map(({ report }) => report),
  };
}

export function moduleOptions(units: readonly CompiledUnit[], options: BuildOptions) {
  const { name = 'model', ending, sourceFile, folder, sourceTexts, checkNumerics = false, memoryLimit } = options;
  return {
    name,
    checkNumerics,
    units: units.map(({ exportName, line: { unit, schedule, emitted } }) => {
      const least = unit.entries.flatMap(({ name, least }) => (least ? [[name, least] as const] : []));
      return { exportName, schedule, emitted, least: new Map(least) };
    }),
    ...(ending && { ending }),
    ...(sourceFile !== undefined && { sourceFile }),
    ...(folder !== undefined && { folder }),
    ...(sourceTexts && { sourceTexts }),
    ...(options.wasmFile === true && { wasmFile: true }),
    ...(memoryLimit !== undefined && { memoryLimit }),
  };
}
