/** Columns of an identifier. */
const longest = 48;

/**
 * Identifiers of the text format for names of any characters, in their order: `dense_1/kernel` stays as it is, a space
 * is `_`, and equal ones get numbers.
 */
export function textNames(names: readonly string[], taken: Set<string> = new Set()): readonly string[] {
  return names.map((name) => {
    // ASCII of the format's `idchar`, without those that only make the text hard to read.
    const base = name.replace(/[^0-9A-Za-z_./:+\-<>=*]+/g, '_').slice(0, longest) || '_';
    let identifier = base;
    for (let k = 2; taken.has(identifier); k++) identifier = `${base}_${k}`;
    taken.add(identifier);
    return `$${identifier}`;
  });
}

/** A string of the text format: any characters, as UTF-8. */
export const textString = (value: string): string => quoted(new TextEncoder().encode(value));

/** Any bytes as a string of the text format. */
export const quoted = (bytes: Iterable<number>): string =>
  `"${[...bytes].map((byte) => (isPlain(byte) ? String.fromCharCode(byte) : `\\${hex(byte)}`)).join('')}"`;

const isPlain = (byte: number): boolean => byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c;

const hex = (byte: number): string => byte.toString(16).padStart(2, '0');

/** What cannot end a comment, nor turn its reader's line around: one line without control characters. */
export const inert = (text: string): string =>
  text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]/gu, ' ');
