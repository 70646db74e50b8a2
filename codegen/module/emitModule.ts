import { commentText, moduleNames, stringLiteral, unreachable } from '../../src/base/index.js';
import { blocksOf, topLevelNames, type Block } from './blocks.js';
import { keysIn, type Needs } from './entries.js';
import { exportNames, exportsCode, type ExportNames } from './exportsCode.js';
import { array } from './layout.js';
import type { ModuleUnit } from './moduleUnit.js';
import { stamped } from './programFile.js';
import { relativeUrl } from './relativeUrl.js';
import { runtimeOf } from './runtimeOf.js';
import { sourceMap } from './sourceMap.js';
import { declaration, programCode, unitCode } from './unitCode.js';

export interface ModuleOptions {
  readonly units: readonly ModuleUnit[];
  /** The module's name, without an ending: `mnist` gives `mnist.js`. */
  readonly name: string;
  /** What the module's file ends with; `.js` where absent. */
  readonly ending?: '.js' | '.mjs';
  /** The model file's URL, for the first line; empty where there is none. */
  readonly sourceFile?: string;
  /** The URL of the folder that the module is written to: paths in it are relative to this. */
  readonly folder?: string;
  /** Texts of source files by URL, to be carried in the source map. */
  readonly sourceTexts?: ReadonlyMap<string, string>;
  /** The kernels were printed with checks, and inputs are to be checked as well. */
  readonly checkNumerics?: boolean;
  /** `function`: a function's body that returns what the module would export. */
  readonly form?: 'module' | 'function';
  /** Programs in WebAssembly stand in files of their own. */
  readonly wasmFile?: boolean;
  /** The most bytes that an arena may take. */
  readonly memoryLimit?: number;
}

/** Where no other limit is given: what engines of today grant. */
const largestArena = 2 ** 33;

/** The files of a module, by name. */
export interface ModuleFiles {
  /** Its text and, where it is a file of its own, the source map. */
  readonly files: Readonly<Record<string, string>>;
  /** Programs in WebAssembly that stand beside it. */
  readonly programs: Readonly<Record<string, Uint8Array>>;
}

export function emitModule(options: ModuleOptions): ModuleFiles {
  const { name, ending = '.js', folder = '', sourceTexts = new Map<string, string>(), form = 'module' } = options;
  const names = exportNames(options.units, options.wasmFile && form === 'module' ? name : null);
  const blocks = moduleBlocks(options, names);
  const programs = programsOf(options.units, names);
  const file = `${name}${ending}`;
  if (form === 'function') return { programs, files: { [file]: `${blocks.map(({ text }) => text).join('\n\n')}\n` } };
  const places = blocks.flatMap(({ lines }, k) => (k === 0 ? lines : [null, ...lines]));
  const text = `${blocks.map((block) => block.text).join('\n\n')}\n//# sourceMappingURL=${encodeURIComponent(file)}.map\n`;
  return {
    programs,
    files: { [file]: text, [`${file}.map`]: sourceMap(places, { file, folder, texts: sourceTexts }) },
  };
}

function programsOf(units: readonly ModuleUnit[], names: readonly ExportNames[]): ModuleFiles['programs'] {
  const pairs = units.flatMap(({ emitted: { wasm } }, k) => {
    const { file } = names[k]!;
    return wasm && file !== null ? [[file, stamped(wasm.bytes)] as const] : [];
  });
  return Object.fromEntries(pairs);
}

/** The parts of a module in reading order: what it exports, what the runtime is told, the kernels, the runtime. */
function moduleBlocks(options: ModuleOptions, names: readonly ExportNames[]): Block[] {
  const { units, checkNumerics = false, memoryLimit = largestArena, form = 'module' } = options;
  const kernels = kernelBlocks(units);
  const called = new Set<string>(checkNumerics ? ['check'] : []);
  const long: string[] = [];
  const needs: Needs = {
    checkNumerics,
    form,
    runtime: (name) => (called.add(name), name),
    key: keysIn('names', long),
  };
  const exported = exportsCode(units, names, needs);
  const tables = units.flatMap((unit, k) => unitCode(unit, names[k]!, memoryLimit, needs));
  const longNames = long.length === 0 ? [] : [declaration('names', array(long.map(stringLiteral)))];
  const joins = form === 'module' && units.some(({ emitted }) => emitted.wasm?.threads);
  const closing = [...exported.closing, ...(joins ? [`${needs.runtime('joinThreads')}();`] : [])];
  const runtime = runtimeOf(called);
  const plain = (text: string): Block => ({ text, lines: text.split('\n').map(() => null) });
  return [
    ...[header(options), ...exported.creates, ...longNames, ...tables].map(plain),
    ...kernels,
    ...[
      `// The runtime, as far as this module needs it; with comments it is src/runtime of Tapeless.\n${runtime[0]}`,
      ...runtime.slice(1),
    ].map(plain),
    ...units.flatMap((unit, k) => programCode(unit, names[k]!)).map(plain),
    ...closing.map(plain),
  ];
}

function header({ sourceFile = '', folder = '' }: ModuleOptions): string {
  const from = sourceFile === '' ? '' : ` from ${commentText(decodeURIComponent(relativeUrl(folder, sourceFile)))}`;
  return `// Made by Tapeless${from}. It imports nothing; a change made here is lost when it is built again.`;
}

/** What two units have in common, such as a function of mathematics, stands once. */
function kernelBlocks(units: readonly ModuleUnit[]): Block[] {
  const blocks = new Map(units.flatMap(({ emitted }) => blocksOf(emitted)).map((block) => [block.text, block]));
  const clash = [...blocks.keys()].flatMap(topLevelNames).find((name) => moduleNames.has(name));
  if (clash !== undefined) unreachable(`a kernel is called ${clash}, as a part of the module`);
  return [...blocks.values()];
}
