import { basename, dirname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { sameOutput, type TapelessError } from '../base/index.js';
import { build, type Build, type BuildOptions, type Target, type UnitReport } from '../compiler/index.js';
import { errorsIn } from './errorsIn.js';
import { loadModel, type LoadedModel } from './loadModel.js';
import { reportErrors, type Terminal } from './terminal.js';
import { writeFiles } from './writeFiles.js';

export interface BuildFileOptions {
  readonly target?: Target;
  /** The folder for the module, or its file where this ends with .js or .mjs; beside the model file where absent. */
  readonly out?: string;
  readonly verify?: boolean;
  readonly checkNumerics?: boolean;
  readonly wasmFile?: boolean;
  /** What the arena may take, and for which batch. */
  readonly memory?: string;
  readonly batch?: number;
  /** Whether the model file's types are checked. */
  readonly check?: boolean;
}

export interface BuiltFile extends Build {
  readonly model: LoadedModel;
  readonly folder: string;
}

/**
 * Compiles one model file; nothing is written.
 * @throws TapelessError, or AggregateError of several.
 */
export async function buildFile(file: string, options: BuildFileOptions = {}): Promise<BuiltFile> {
  const { target = 'js', out, verify = false, checkNumerics = false, wasmFile = false, check = true } = options;
  const { memory, batch } = options;
  const budget = { ...(memory !== undefined && { memory }), ...(batch !== undefined && { batch }) };
  const model = await loadModel(file, { check });
  const { folder, ...named } = placeOf(resolve(out ?? dirname(model.path)));
  const { name, url: sourceFile, texts: sourceTexts, locate } = model;
  try {
    const folderUrl = pathToFileURL(`${folder}/`).href;
    const declared = Object.fromEntries(model.declarations);
    const given = { target, name, sourceFile, sourceTexts, locate, folder: folderUrl, verify, checkNumerics, wasmFile };
    return { model, folder, ...(await build(declared, { ...given, ...named, ...budget })) };
  } catch (thrown) {
    throw model.explain(thrown);
  }
}

/** A folder, or a file by its ending. */
function placeOf(path: string): { readonly folder: string } & Pick<BuildOptions, 'name' | 'ending'> {
  const [, name, ending] = /^(.+)(\.m?js)$/.exec(basename(path)) ?? [];
  return name === undefined ? { folder: path } : { folder: dirname(path), name, ending: ending as '.js' | '.mjs' };
}

/** `tapeless build FILE...`: every file that can be built is, whatever is wrong with others. */
export async function buildCommand(
  files: readonly string[],
  options: BuildFileOptions,
  terminal: Terminal,
): Promise<number> {
  const taken = new Map<string, string>(files.map((file) => [resolve(file), file]));
  let failed = false;
  for (const file of files) {
    const start = performance.now();
    try {
      const built = await buildFile(file, options);
      claim(built, taken);
      writeFiles(built.folder, { ...built.files, ...built.programs });
      terminal.out(summary(built, performance.now() - start, terminal.folder));
      const faults = built.report.flatMap((unit) => unit.faults);
      if (options.verify) terminal.out(verdict(faults));
      if (faults.length > 0) failed = true;
    } catch (thrown) {
      failed = true;
      reportErrors(errorsIn(thrown), terminal);
    }
  }
  return failed ? 1 : 0;
}

/** Refuses to write over the user's sources, or over what another model of this call became. */
function claim({ model, folder, files, programs }: BuiltFile, taken: Map<string, string>): void {
  const names = Object.keys({ ...files, ...programs });
  const sources = new Map([...model.texts.keys()].map((url) => [url, 'its own source']));
  const errors: TapelessError[] = [];
  for (const name of names) {
    const path = join(folder, name);
    const other = taken.get(path) ?? sources.get(pathToFileURL(path).href);
    if (other !== undefined) errors.push(sameOutput(name, other));
  }
  if (errors.length > 0) throw new AggregateError(errors);
  for (const name of names) taken.set(join(folder, name), `what ${relative('.', model.path)} became`);
}

function summary({ model, folder, files, programs, report }: BuiltFile, milliseconds: number, from: string): string {
  const [main = '', ...others] = Object.keys(files).sort((a, b) => a.length - b.length);
  const sizesOf = (content: string | Uint8Array): string =>
    `${kilobytes(Buffer.byteLength(content))}, ${kilobytes(gzipSync(content).length)} gzipped`;
  const path = (name: string): string => relative(from, join(folder, name)) || name;
  const more = Object.entries(programs).map(([name, bytes]) => `${path(name)} (${sizesOf(bytes)})`);
  const title = `${relative(from, model.path)} -> ${path(main)} (${sizesOf(files[main] ?? '')}), ${[...more, ...others.map(path)].join(', ')}`;
  const lines = report.map((unit) => unitLine(unit, report.length > 1));
  return `${[title, ...lines, `  ${(milliseconds / 1000).toFixed(2)} s`].join('\n')}\n`;
}

function unitLine({ name, kernels, entries, memory, budget }: UnitReport, several: boolean): string {
  const calls = entries
    .filter((entry) => entry.name !== 'init')
    .map((entry) => `${entry.name} ${entry.kernels.length}`)
    .join(', ');
  const proved = kernels.reduce((sum, { bounds }) => sum + bounds.proved, 0);
  const guarded = kernels.reduce((sum, { bounds }) => sum + bounds.guarded, 0);
  const n = 32;
  const own = [
    `  ${several ? `${name}: ` : ''}kernels: ${calls}; loads and stores: ${proved} proved inside, ${guarded} guarded;`,
    `memory for N = ${n}: ${kilobytes(memory.planned(n))}, at least ${kilobytes(memory.lowerBound(n))}`,
  ].join(' ');
  return budget ? `${own}\n  ${budget.summary}` : own;
}

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;

const verdict = (faults: readonly string[]): string =>
  faults.length === 0
    ? '  verified: the invariants of every stage hold, and no pass changes a meaning\n'
    : `${faults.map((fault) => `  fault: ${fault}`).join('\n')}\n`;
