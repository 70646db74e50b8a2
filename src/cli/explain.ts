import { internalError, modelThrows, noSuchExport, TapelessError, thrownText, type Locate } from '../base/index.js';
import { framesOf, type Maps } from './places.js';
import { placeIn, shortName, type SourceFile } from './sourceFiles.js';

const ours = new URL('../..', import.meta.url).href;

/** Whatever was thrown while the user's file ran, as an error with his own line. */
export function explain(thrown: unknown, files: readonly SourceFile[], maps: Maps, locate: Locate): TapelessError {
  if (thrown instanceof TapelessError) return withPlace(thrown, maps, locate);
  const file = shortName(files[0]!.path);
  const text = thrownText(thrown);
  if (!(thrown instanceof Error)) return modelThrows(file, text, undefined);
  const missing = /^SyntaxError: The requested module '(.*)' does not provide an export named '(.*)'$/.exec(text);
  if (missing) return missingExport(missing[1]!, missing[2]!, files);
  const frames = framesOf(thrown).filter((frame) => !frame.file.startsWith('node:'));
  const users = frames.find((frame) => maps.has(frame.file));
  const source = users && locate(users);
  const [first] = frames;
  return first !== undefined && first !== users && first.file.startsWith(ours)
    ? internalError(text, source)
    : modelThrows(file, text, source);
}

/** What was thrown outside of any op knows no place; its stack does. */
function withPlace(error: TapelessError, maps: Maps, locate: Locate): TapelessError {
  if (error.places.length > 0) return error;
  const users = framesOf(error).find((frame) => maps.has(frame.file));
  if (!users) return error;
  const { code, says, mend } = error;
  return new TapelessError({ code, says, mend, places: [{ source: locate(users), note: '' }] });
}

function missingExport(url: string, name: string, files: readonly SourceFile[]): TapelessError {
  const importers = files.flatMap((file) =>
    [...file.imports].map(([specifier, target]) => ({ file, specifier, target })),
  );
  const found =
    importers.find(({ target }) => 'url' in target && target.url === url) ??
    importers.find(({ file }) => new RegExp(`\\b${name}\\b`).test(file.text));
  if (!found) return noSuchExport(name, 'An import', undefined);
  const offset = Math.max(0, found.file.text.search(new RegExp(`(?<![\\w$])${name.replace(/\$/g, '\\$')}(?![\\w$])`)));
  return noSuchExport(name, `'${found.specifier}'`, placeIn(found.file.path, found.file.text, offset));
}
