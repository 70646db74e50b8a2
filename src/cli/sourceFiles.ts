import { builtinModules } from 'node:module';
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ts } from 'ts-morph';
import { importNotFound, type Source } from '../base/index.js';
import { ownEntryPoint } from './userConfig.js';

/** A file of the user's that is compiled along: the model file, or what it imports from his own files. */
export interface SourceFile {
  readonly path: string;
  readonly url: string;
  readonly text: string;
  /** What each import becomes: another compiled file by its path, or a URL of something that is left as it is. */
  readonly imports: ReadonlyMap<string, { readonly compiled: string } | { readonly url: string }>;
}

/** Places in a text by their offset. */
export function placeIn(path: string, text: string, offset: number): Source {
  const before = text.slice(0, offset).split('\n');
  return { file: pathToFileURL(path).href, line: before.length, column: before.at(-1)!.length + 1, layer: '' };
}

/**
 * The model file and the files of the user's own that it imports, the model file first.
 * @throws AggregateError of TapelessErrors for imports of what is not there.
 */
export function sourceFiles(entry: string, read: (path: string) => string, options: ts.CompilerOptions): SourceFile[] {
  const files = new Map<string, SourceFile>();
  const errors: Error[] = [];
  const visit = (path: string): void => {
    if (files.has(path)) return;
    const text = read(path);
    const imports = new Map<string, { compiled: string } | { url: string }>();
    files.set(path, { path, url: pathToFileURL(path).href, text, imports });
    for (const { fileName: specifier, pos } of ts.preProcessFile(text, true, true).importedFiles) {
      const target = resolve(specifier, path, options);
      // The place is that of the quote; where only types are imported, nothing is left to resolve.
      if (target === 'missing') errors.push(importNotFound(specifier, placeIn(path, text, pos + 1)));
      else if (target !== 'bare') imports.set(specifier, target);
      if (typeof target === 'object' && 'compiled' in target) visit(target.compiled);
    }
  };
  visit(entry);
  if (errors.length > 0) throw new AggregateError(errors);
  return [...files.values()];
}

/** `bare`: a package or one of Node's modules, which is found from the compiled file as well. */
function resolve(
  specifier: string,
  from: string,
  options: ts.CompilerOptions,
): { compiled: string } | { url: string } | 'bare' | 'missing' {
  const own = ownEntryPoint(specifier);
  if (own !== undefined) return { url: own };
  if (specifier.startsWith('node:') || builtinModules.includes(specifier)) return 'bare';
  const { resolvedModule } = ts.resolveModuleName(specifier, from, options, ts.sys);
  if (!resolvedModule) return 'missing';
  const { resolvedFileName: path, isExternalLibraryImport } = resolvedModule;
  if (isExternalLibraryImport) return 'bare';
  if (/\.[cm]?tsx?$/.test(path) && !/\.d\.[cm]?ts$/.test(path)) return { compiled: path };
  // A JavaScript file beside its types, or JSON: imported from where it is.
  return { url: pathToFileURL(path.replace(/\.d\.([cm]?)ts$/, '.$1js')).href };
}

/** How messages call a file. */
export const shortName = (path: string): string => basename(path);
