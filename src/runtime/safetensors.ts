import { nameOf, problem, quoted, typeOf } from './problem.js';
import type { Data, Net, Variable } from './unit.js';

/** A tensor of a file: `F32 [784, 10]`. */
export interface Stored {
  readonly type: string;
  readonly bytes: Uint8Array;
}

export type Tensors = ReadonlyMap<string, Stored>;

interface Header {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/** All variables as a safetensors file. */
export function save(net: Net): Uint8Array<ArrayBuffer> {
  const header = Object.create(null) as Record<string, object>;
  header['__metadata__'] = { format: 'tapeless', version: '1' };
  // Single bytes last, so that all others are aligned.
  const ordered = [...net.unit.variables].sort((a, b) => Number(a.dtype === 'BOOL') - Number(b.dtype === 'BOOL'));
  let end = 0;
  for (const variable of ordered) {
    const { key, name, dtype, shape } = variable;
    header[key ?? name] = { dtype, shape, data_offsets: [end, (end += valuesOf(net, variable).byteLength)] };
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  let at = 8 + Math.ceil(text.length / 8) * 8;
  const file = new Uint8Array(at + end).fill(32, 8, at);
  new DataView(file.buffer).setUint32(0, at - 8, true);
  file.set(text, 8);
  for (const variable of ordered) {
    const bytes = bytesOf(valuesOf(net, variable));
    file.set(bytes, at);
    at += bytes.length;
  }
  return file;
}

export function valuesOf({ unit, state }: Net, variable: Variable): Data {
  return state[unit.variables.indexOf(variable)]!;
}

/** The memory of a view. */
export function bytesOf({ buffer, byteOffset, byteLength }: Data): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** The tensors of a file that may be anyone's: they cover its data from 0 to its end, without hole or overlap. */
export function readTensors(given: unknown): Tensors {
  const file = typeOf(given) === 'ArrayBuffer' ? new Uint8Array(given as ArrayBuffer) : (given as Uint8Array);
  if (typeOf(file) !== 'Uint8Array') throw foreign(`it is no Uint8Array but ${typeOf(file)}`);
  const start = 8 + headerLength(file);
  const tensors = new Map<string, Stored>();
  const entries = Object.entries(parseHeader(file.subarray(8, start)));
  let end = start;
  for (const [name, { dtype, shape, data_offsets }] of entries.sort(inOrder)) {
    const [from, to] = data_offsets;
    if (start + from !== end || to < from) throw foreign(`${quoted(name)} does not begin where the one before ends`);
    end = start + to;
    tensors.set(name, { type: `${nameOf(dtype)} [${shape.join(', ')}]`, bytes: file.subarray(start + from, end) });
  }
  if (end !== file.length) throw foreign(`it has ${file.length} bytes, its header describes ${end}`);
  return tensors;
}

function inOrder([, { data_offsets: a }]: [string, Header], [, { data_offsets: b }]: [string, Header]): number {
  return a[0] - b[0] || a[1] - b[1];
}

function foreign(why: string): Error {
  return problem('bad-file', `This is no whole safetensors file: ${why}. Nothing was changed.`);
}

/** Read before anything is allocated: 64 bits, of which a header in its right mind needs 24. */
function headerLength(file: Uint8Array): number {
  if (file.length < 10) throw foreign(`it has ${file.length} bytes`);
  const words = new DataView(file.buffer, file.byteOffset, 8);
  const length = words.getUint32(4, true) * 2 ** 32 + words.getUint32(0, true);
  const most = Math.min(2 ** 24, file.length - 8);
  if (length > most) throw foreign(`its header would have ${length} bytes, and at most ${most} can be`);
  if (file[8] !== 123) throw foreign('its header does not start with {');
  return length;
}

function parseHeader(bytes: Uint8Array): Record<string, Header> {
  let [text, header]: [string, Record<string, unknown>] = ['', {}];
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    header = JSON.parse(text) as typeof header;
  } catch {
    throw foreign('its header is no JSON');
  }
  let keys = 0;
  for (const name in header) {
    const entry = header[name];
    if (!(name === '__metadata__' ? areNotes(entry) : isEntry(entry)))
      throw foreign(`its header describes ${quoted(name)} wrongly`);
    keys += 1 + Object.keys(entry as object).length;
  }
  // JSON.parse keeps the last of two equal keys: then the text has more than are left.
  if (keysIn(text) !== keys) throw foreign('its header names something twice');
  const { __metadata__: notes, ...entries } = header as Record<string, Header> & { __metadata__?: Notes };
  if (notes?.['format'] === 'tapeless' && notes['version'] !== '1') throw foreign('a later version wrote it');
  return entries;
}

type Notes = Readonly<Record<string, string>>;

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

function areNotes(notes: unknown): notes is Notes {
  return typeOf(notes) === 'Object' && Object.values(notes as Notes).every((note) => typeof note === 'string');
}

/** Just the three fields of the format. */
function isEntry(entry: unknown): entry is Header {
  const { dtype, shape, data_offsets: offsets, ...more } = Object(entry) as Partial<Header>;
  if (typeof dtype !== 'string' || !Array.isArray(shape) || !Array.isArray(offsets) || offsets.length !== 2)
    return false;
  const sizes = [...shape, ...offsets] as number[];
  return Object.keys(more).length === 0 && sizes.every((size) => Number.isSafeInteger(size) && size >= 0);
}
