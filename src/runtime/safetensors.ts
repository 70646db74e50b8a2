import { nameOf, problem, typeOf } from './problem.js';
import type { Net } from './unit.js';

/** A tensor of a file. */
export interface Stored {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

export interface Tensors {
  readonly tensors: ReadonlyMap<string, Stored>;
  /** The file's own notes. */
  readonly notes: Readonly<Record<string, string>>;
}

/** All variables as a safetensors file. Its notes say which ones only training needs. */
export function save({ unit, views }: Net): Uint8Array {
  const header = Object.create(null) as Record<string, object>;
  const training = unit.variables.filter(({ role }) => role !== 'parameter' && role !== 'state');
  header['__metadata__'] = {
    format: 'tapeless',
    version: '1',
    training: JSON.stringify(training.map(({ key, name }) => key ?? name)),
  };
  // Wide elements first, so that all are aligned.
  const ordered = ['F32', 'I32', 'U32', 'BOOL'].flatMap((dtype) => unit.variables.filter((one) => one.dtype === dtype));
  let end = 0;
  for (const { key, name, view, dtype, shape } of ordered)
    header[key ?? name] = { dtype, shape, data_offsets: [end, (end += views[view]!.byteLength)] };
  const text = new TextEncoder().encode(JSON.stringify(header));
  const start = 8 + Math.ceil(text.length / 8) * 8;
  const file = new Uint8Array(start + end).fill(32, 8, start);
  new DataView(file.buffer).setUint32(0, start - 8, true);
  file.set(text, 8);
  let at = start;
  for (const { view } of ordered) {
    const { buffer, byteOffset, byteLength } = views[view]!;
    file.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += byteLength;
  }
  return file;
}

/** The tensors of a file, all of it checked; the file may be anyone's. */
export function readTensors(given: unknown): Tensors {
  const kind = typeOf(given);
  if (kind !== 'ArrayBuffer' && kind !== 'Uint8Array')
    throw problem('bad-file', `Expected a Uint8Array with a safetensors file, found ${kind}.`);
  const file = kind === 'ArrayBuffer' ? new Uint8Array(given as ArrayBuffer) : (given as Uint8Array);
  const start = 8 + headerLength(file);
  const { notes, entries } = parseHeader(file.subarray(8, start));
  if (notes['format'] === 'tapeless' && notes['version'] !== '1')
    throw foreign(`its form has the number ${nameOf(String(notes['version']))}, and only 1 is known here`);
  checkOffsets(entries, file.length - start);
  const tensors = Object.entries(entries).map(
    ([
      name,
      {
        dtype,
        shape,
        data_offsets: [from, to],
      },
    ]) => {
      return [name, { dtype, shape, bytes: file.subarray(start + from, start + to) }] as const;
    },
  );
  return { tensors: new Map(tensors), notes };
}

interface Header {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

function foreign(why: string): Error {
  return problem('bad-file', `This is no whole safetensors file: ${why}. Nothing was changed.`);
}

/** Read before anything is allocated: 64 bits, of which a header in its right mind needs 24. */
function headerLength(file: Uint8Array): number {
  if (file.length < 10) throw foreign(`it has ${file.length} bytes`);
  const words = new DataView(file.buffer, file.byteOffset, 8);
  const length = words.getUint32(4, true) * 2 ** 32 + words.getUint32(0, true);
  if (length > 2 ** 24) throw foreign(`its header would have ${length} bytes, more than 16 MiB`);
  if (8 + length > file.length) throw foreign(`it ends at byte ${file.length}, its header would end at ${8 + length}`);
  if (file[8] !== 123) throw foreign('its header does not start with {');
  return length;
}

function parseHeader(bytes: Uint8Array): { notes: Record<string, string>; entries: Record<string, Header> } {
  let [text, header]: [string, Record<string, unknown>] = ['', {}];
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    header = JSON.parse(text) as typeof header;
  } catch {
    throw foreign('its header is no JSON');
  }
  const { __metadata__: notes = {}, ...entries } = header;
  if (!areNotes(notes)) throw foreign('its header describes __metadata__ wrongly');
  for (const name in entries)
    if (!isEntry(entries[name])) throw foreign(`its header describes ${nameOf(name)} wrongly`);
  const inner = Object.values(header).map((entry) => Object.keys(entry as object).length);
  // JSON.parse keeps the last of two equal keys: then the text has more than are left.
  if (keysIn(text) !== inner.reduce((sum, count) => sum + count, inner.length))
    throw foreign('its header names something twice');
  return { notes, entries: entries as Record<string, Header> };
}

/** How many keys a JSON text has: strings before a colon. (A regular expression overflows at a string of megabytes.) */
function keysIn(text: string): number {
  let keys = 0;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at)) {
    for (at++; text[at] !== '"'; at++) if (text[at] === '\\') at++;
    for (at++; text[at]! <= ' ';) at++;
    if (text[at] === ':') keys++;
  }
  return keys;
}

function areNotes(notes: unknown): notes is Record<string, string> {
  return typeOf(notes) === 'Object' && Object.values(notes as object).every((note) => typeof note === 'string');
}

/** Just the three fields of the format. */
function isEntry(entry: unknown): entry is Header {
  const { dtype, shape, data_offsets, ...more } = Object(entry) as Partial<Header>;
  const isSize = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
  const areSizes = (list: unknown): boolean => Array.isArray(list) && list.every(isSize);
  const known = typeof dtype === 'string' && areSizes(shape) && areSizes(data_offsets) && data_offsets!.length === 2;
  return known && Object.keys(more).length === 0;
}

/** Together the tensors cover the data from 0 to its end, without hole or overlap. */
function checkOffsets(entries: Record<string, Header>, length: number): void {
  const offsets = Object.entries(entries).map(
    ([
      name,
      {
        data_offsets: [from, to],
      },
    ]) => ({ name, from, to }),
  );
  let end = 0;
  for (const { name, from, to } of offsets.sort((a, b) => a.from - b.from || a.to - b.to)) {
    if (from !== end || to < end) throw foreign(`${nameOf(name)} does not begin where the one before ends`);
    end = to;
  }
  if (end !== length) throw foreign(`it has ${length} bytes of data, its header describes ${end}`);
}
