/** FNV-1a over the bytes of an array, as 8 hex digits: what scripts/golden writes of numbers that are not in its files. */
export function fnv1a32(values: Float32Array | Int32Array): string {
  let hash = 0x811c9dc5;
  for (const byte of new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, '0');
}
