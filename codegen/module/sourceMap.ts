import { addMapping, GenMapping, setSourceContent, toEncodedMap } from '@jridgewell/gen-mapping';
import { relativeUrl } from './relativeUrl.js';

export interface MappedPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface MapOptions {
  readonly file: string;
  /** Where the file will lie: sources are named relative to it. */
  readonly folder: string;
  /** Texts of sources, by their URL; those that are given are carried in the map. */
  readonly texts: ReadonlyMap<string, string>;
}

/** The source map of a text, from the user's place of each of its lines. */
export function sourceMap(places: readonly (MappedPlace | null)[], { file, folder, texts }: MapOptions): string {
  const map = new GenMapping({ file });
  let mapped = false;
  places.forEach((place, k) => {
    const generated = { line: k + 1, column: 0 };
    const known = place !== null && place.file !== '' && place.line > 0;
    if (known) {
      const original = { line: place.line, column: Math.max(0, place.column - 1) };
      addMapping(map, { generated, original, source: relativeUrl(folder, place.file) });
    } else if (mapped || k === places.length - 1) {
      // Without this the lines below would count as the last source's; Node overlooks the very last one of a map.
      addMapping(map, { generated });
    }
    mapped = known;
  });
  for (const [url, text] of texts) setSourceContent(map, relativeUrl(folder, url), text);
  return `${JSON.stringify(toEncodedMap(map))}\n`;
}
