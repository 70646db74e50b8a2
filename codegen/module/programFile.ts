/** A program's bytes as a file of its own: a custom section behind them says which build it is of. */
export function stamped(bytes: Uint8Array): Uint8Array {
  const text = new TextEncoder();
  const section = [...named(text.encode('tapeless')), ...text.encode(stampOf(bytes))];
  return Uint8Array.from([...bytes, 0, section.length, ...section]);
}

const named = (name: Uint8Array): number[] => [name.length, ...name];

/** A hash of the bytes (FNV-1a) as eight digits. */
export function stampOf(bytes: Uint8Array): string {
  const hash = bytes.reduce((sum, byte) => Math.imul(sum ^ byte, 0x01000193), 0x811c9dc5 | 0);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
