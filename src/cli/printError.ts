import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { createColors } from 'picocolors';
import type { Place, Source, TapelessError } from '../base/index.js';

export interface PrintOptions {
  readonly colours: ReturnType<typeof createColors>;
  /** Paths are shown relative to it. */
  readonly folder: string;
}

/** An error for reading: where and which, what clashes, the lines of code, the mend. */
export function printError({ code, says, mend, places }: TapelessError, options: PrintOptions): string {
  const { colours } = options;
  const shown = places.filter(({ source }) => source.file !== '');
  const [first, ...others] = shown;
  const head = [first && colours.bold(placeText(first.source, options)), colours.red(code)].filter(Boolean).join('  ');
  const lines = [head, ...indented(inert(says))];
  if (first) {
    const note = first.note === '' ? [] : indented(`${inert(first.note)}:`);
    lines.push(...note, ...frameOf(first.source, options));
  }
  for (const place of others) lines.push(...otherPlace(place, first!, options));
  if (mend !== '') lines.push(...indented(colours.green(inert(mend))));
  return lines.join('\n');
}

function otherPlace({ source, note }: Place, first: Place, options: PrintOptions): string[] {
  const where = `${inert(note === '' ? 'here' : note)}: ${placeText(source, options)}`;
  const sameLine = source.file === first.source.file && source.line === first.source.line;
  return [...indented(where), ...(sameLine ? [] : frameOf(source, options))];
}

const indented = (text: string): string[] => text.split('\n').map((line) => `  ${line}`);

const pathOf = (file: string): string => (file.startsWith('file:') ? fileURLToPath(file) : file);

function placeText({ file, line, column }: Source, { folder }: PrintOptions): string {
  const path = relative(folder, pathOf(file));
  return inert(`${path.startsWith('../../..') ? pathOf(file) : path}:${line}:${column}`);
}

/** Columns of code that are shown at most. */
const width = 110;

/** The line of code, with carets below the word at the place. */
export function frameOf({ file, line, column }: Source, { colours }: PrintOptions): string[] {
  const text = linesOf(file)[line - 1];
  if (text === undefined) return [];
  const start = Math.max(0, Math.min(column - 40, text.length - width));
  const shown = inert(text.slice(start, start + width), '?');
  const before = shown.slice(0, column - 1 - start).replace(/\S/g, ' ');
  const word = /^(?:[\p{L}\p{N}_$]+|.)/u.exec(text.slice(column - 1))?.[0] ?? ' ';
  const number = `${line}`.padStart(4);
  return [
    `${colours.dim(`${number} |`)} ${shown}`,
    `${colours.dim(`${' '.repeat(number.length)} |`)} ${before}${colours.red('^'.repeat(word.length))}`,
  ];
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(pathOf(file), 'utf8').split(/\r?\n/);
  } catch {
    return [];
  }
}

/** Names may hold any characters: none of them moves the cursor or changes colours. */
function inert(text: string, instead?: string): string {
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, (character) => {
    return instead ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
