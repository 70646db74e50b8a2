import { SourceMap } from 'node:module';
import type { Locate, Source } from '../base/index.js';

/** Compiled files by their URL: the source map of each, and the user's file that it was made of. */
export type Maps = ReadonlyMap<string, { readonly map: SourceMap; readonly original: string }>;

export function mapOf(text: string): SourceMap {
  return new SourceMap(JSON.parse(text) as ConstructorParameters<typeof SourceMap>[0]);
}

/** From a place in a compiled file to the user's; other places stay. */
export function locateBy(maps: Maps): Locate {
  return (source) => {
    const known = maps.get(source.file);
    if (!known) return source;
    const found = known.map.findEntry(source.line - 1, source.column - 1);
    if (!('originalLine' in found)) return { ...source, file: known.original };
    return {
      ...source,
      file: known.original,
      line: found.originalLine + 1,
      column: found.originalColumn + 1,
    };
  };
}

const frame = /\(?((?:file|node):[^\s()]*|\/[^\s()]*):(\d+):(\d+)\)?$/;

/** The places in an error's stack, from where it was thrown upwards. */
export function framesOf(error: Error): Source[] {
  return stackOf(error)
    .split('\n')
    .flatMap((line) => {
      const [, file, row, column] = frame.exec(line) ?? [];
      return file === undefined ? [] : [{ file, line: Number(row), column: Number(column), layer: '' }];
    });
}

/** The engine writes a stack when it is read, and may meet a message that throws. */
function stackOf(error: Error): string {
  try {
    return String(error.stack ?? '');
  } catch {
    return '';
  }
}
