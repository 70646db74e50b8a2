/** An error that says what was expected, what was found, and what to do; `code` is for programs. */
export function problem(code: string, says: string): Error {
  return Object.assign(new Error(says), { name: 'TapelessError', code });
}

/** A value's kind, as an error names it: `Float64Array`, `Null`. */
export function typeOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}

/** A name as an error shows it: quoted unless it is plain. */
export function nameOf(name: string): string {
  return /^[\w./-]{1,80}$/.test(name) ? name : quoted(name);
}

/** Any text in quotes, and never endless. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 79)}…` : text);
}

/** Names as a sentence lists them. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, 8).map(nameOf).join(', ');
  return names.length > 8 ? `${shown} and ${names.length - 8} more` : shown || 'none';
}
