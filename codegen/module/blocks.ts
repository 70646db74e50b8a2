import type { Emitted } from '../../src/schedule/index.js';
import type { MappedPlace } from './sourceMap.js';

/** A top-level part of a module with the user's place of each line; blank lines stand between parts. */
export interface Block {
  readonly text: string;
  readonly lines: readonly (MappedPlace | null)[];
}

/** The functions of an emitted text. */
export function blocksOf({ text, lines }: Emitted): Block[] {
  const blocks: Block[] = [];
  let start = 0;
  const all = text.replace(/\n$/, '').split('\n');
  all.forEach((line, k) => {
    const isLast = k === all.length - 1;
    if (line !== '' && !isLast) return;
    const end = isLast ? k + 1 : k;
    if (end > start && text !== '')
      blocks.push({ text: all.slice(start, end).join('\n'), lines: placesOf(lines, start, end) });
    start = k + 1;
  });
  return blocks;
}

const placesOf = (lines: Emitted['lines'], start: number, end: number): (MappedPlace | null)[] =>
  Array.from({ length: end - start }, (_, k) => lines[start + k] ?? null);

/** What a text declares at its top level. */
export const topLevelNames = (text: string): string[] =>
  [...text.matchAll(/^(?:async )?(?:function|const|let|class) ([^\s(=]+)/gm)].map(([, name = '']) => name);
