import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { unreadableFile, type Locate, type TapelessError } from '../base/index.js';
import { declarationsIn, setLocate } from '../compiler/index.js';
import { checkTypes } from './checkTypes.js';
import { emitFile } from './emitFile.js';
import { explain } from './explain.js';
import { locateBy, mapOf } from './places.js';
import { shortName, sourceFiles, type SourceFile } from './sourceFiles.js';
import { modelFileOptions } from './userConfig.js';
import { reasonOf } from './reasonOf.js';
import { strays } from './strays.js';

/** A model file that ran, and how its errors are told. */
export interface LoadedModel {
  readonly path: string;
  readonly url: string;
  /** `mnist` of `mnist.model.ts`. */
  readonly name: string;
  readonly declarations: readonly (readonly [string, unknown])[];
  /** Maps places in the compiled file to the user's. */
  readonly locate: Locate;
  /** Texts of the user's files by URL. */
  readonly texts: ReadonlyMap<string, string>;
  /** Makes of anything thrown while the model is traced an error with the user's line. */
  readonly explain: (thrown: unknown) => TapelessError;
}

export interface LoadOptions {
  /** Whether types are checked first. */
  readonly check?: boolean;
}

/**
 * Compiles a model file and the files that it imports into a folder of their own, and imports it.
 * @throws TapelessError, or AggregateError of several, for everything that is wrong with the file.
 */
export async function loadModel(file: string, { check = true }: LoadOptions = {}): Promise<LoadedModel> {
  const path = resolve(file);
  const options = modelFileOptions(path);
  const files = sourceFiles(path, readText, options);
  const folder = cacheFolder(dirname(path));
  const target = (source: string): string => `${files.findIndex((f) => f.path === source)}-${safeName(source)}.mjs`;
  const maps = new Map<string, { map: ReturnType<typeof mapOf>; original: string }>();
  for (const source of files) {
    const { code, map } = emitFile(source, (specifier) => {
      const found = source.imports.get(specifier);
      return !found ? specifier : 'url' in found ? found.url : `./${target(found.compiled)}`;
    });
    const emitted = join(folder, target(source.path));
    writeFileSync(emitted, code);
    maps.set(pathToFileURL(emitted).href, { map: mapOf(map), original: source.url });
  }
  const errors = check
    ? checkTypes(
        files.map((f) => f.path),
        options,
      )
    : [];
  if (errors.length > 0) throw new AggregateError(errors);
  const locate = locateBy(maps);
  const told = (thrown: unknown): TapelessError => explain(thrown, files, maps, locate);
  strays.explain = told;
  const exports = await importHere(pathToFileURL(join(folder, target(path))).href, locate, told);
  return {
    path,
    url: pathToFileURL(path).href,
    name: nameOf(path),
    declarations: declarationsIn(exports, shortName(path)),
    locate,
    texts: textsOf(files),
    explain: told,
  };
}

async function importHere(
  url: string,
  locate: Locate,
  told: (thrown: unknown) => TapelessError,
): Promise<Readonly<Record<string, unknown>>> {
  // Layers and models remember where they were declared, which happens while the file is imported.
  const before = setLocate(locate);
  try {
    return (await import(url)) as Readonly<Record<string, unknown>>;
  } catch (thrown) {
    throw told(thrown);
  } finally {
    setLocate(before);
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw unreadableFile(shortName(path), reasonOf(error));
  }
}

/** A new folder from which packages are found as they are from the model's, where there is such a place; gone at the end. */
function cacheFolder(from: string): string {
  const packages = nearest(from);
  const folder = (packages && tryFolder(join(packages, '.cache', 'tapeless'))) ?? tryFolder(tmpdir());
  if (folder === undefined) throw unreadableFile(from, 'there is no folder for temporary files');
  removeAtExit(folder);
  // Node names a module by its real path, which is another where node_modules is a link.
  return realpathSync(folder);
}

function tryFolder(parent: string): string | undefined {
  try {
    mkdirSync(parent, { recursive: true });
    return mkdtempSync(join(parent, 'model-'));
  } catch {
    return undefined;
  }
}

function nearest(folder: string): string | undefined {
  const here = join(folder, 'node_modules');
  if (existsSync(here)) return here;
  return dirname(folder) === folder ? undefined : nearest(dirname(folder));
}

const safeName = (path: string): string => basename(path).replace(/[^\w.-]/g, '_');

const nameOf = (path: string): string => basename(path).replace(/(\.model)?\.[cm]?[jt]sx?$/, '') || 'model';

const textsOf = (files: readonly SourceFile[]): Map<string, string> =>
  new Map(files.map(({ url, text }) => [url, text]));

const leftovers = new Set<string>();

/** One listener for all folders: a process may load many models. */
function removeAtExit(folder: string): void {
  if (leftovers.size === 0) {
    process.on('exit', () => leftovers.forEach((left) => rmSync(left, { recursive: true, force: true })));
  }
  leftovers.add(folder);
}
