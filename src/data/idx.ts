import { badIdx } from '../base/index.js';
import type { DataArray, Samples } from './samples.js';

interface Format {
  readonly array: new (length: number) => DataArray;
  readonly bytes: number;
  readonly read: (view: DataView, offset: number) => number;
}

/** Numbers in an IDX file, by the third byte of the file; big-endian. */
const formats: ReadonlyMap<number, Format> = new Map<number, Format>([
  [0x08, { array: Uint8Array, bytes: 1, read: (view, at) => view.getUint8(at) }],
  [0x09, { array: Int8Array, bytes: 1, read: (view, at) => view.getInt8(at) }],
  [0x0b, { array: Int16Array, bytes: 2, read: (view, at) => view.getInt16(at) }],
  [0x0c, { array: Int32Array, bytes: 4, read: (view, at) => view.getInt32(at) }],
  [0x0d, { array: Float32Array, bytes: 4, read: (view, at) => view.getFloat32(at) }],
  [0x0e, { array: Float64Array, bytes: 8, read: (view, at) => view.getFloat64(at) }],
]);

/**
 * Reads an IDX file, the format of MNIST: two zero bytes, the kind of number, the number of axes, their lengths, the values.
 * @throws TapelessError when the bytes are no such file, or too few or too many.
 */
export function readIdx(bytes: Uint8Array): Samples {
  if (!((bytes as unknown) instanceof Uint8Array))
    throw badIdx('it is no Uint8Array', 'Give its bytes: new Uint8Array(await response.arrayBuffer()).');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { format, rank } = headerOf(view);
  const start = 4 + 4 * rank;
  if (view.byteLength < start) throw badIdx(`its ${rank} lengths end at byte ${start}, the file at ${view.byteLength}`);
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  // A product of at most 255 factors below 2^32 may be infinite, but never wraps; infinity times 0 would be NaN.
  const count = shape.includes(0) ? 0 : shape.reduce((a, b) => a * b, 1);
  const expected = start + count * format.bytes;
  if (view.byteLength !== expected) {
    throw badIdx(`for its shape [${shape.join(', ')}] expected ${expected} bytes, found ${view.byteLength}`);
  }
  return { shape, data: valuesOf(view, start, count, format) };
}

function headerOf(view: DataView): { readonly format: Format; readonly rank: number } {
  const byte = (at: number): number => (at < view.byteLength ? view.getUint8(at) : -1);
  if (byte(0) === 0x1f && byte(1) === 0x8b)
    throw badIdx('it is packed by gzip', 'Unpack it first: zlib.gunzipSync(bytes).');
  const format = formats.get(byte(2));
  if (byte(0) !== 0 || byte(1) !== 0 || !format || byte(3) < 0) {
    const found = [0, 1, 2, 3].map(byte).filter((value) => value >= 0);
    const start = found.map((value) => value.toString(16).padStart(2, '0')).join(' ');
    throw badIdx(`expected it to start with 00 00, a kind of number and its rank, found ${start || 'no bytes'}`);
  }
  return { format, rank: byte(3) };
}

function valuesOf(view: DataView, start: number, count: number, { array, bytes, read }: Format): DataArray {
  const data = new array(count);
  if (bytes === 1) new Uint8Array(data.buffer).set(new Uint8Array(view.buffer, view.byteOffset + start, count));
  else for (let k = 0; k < count; k++) data[k] = read(view, start + k * bytes);
  return data;
}
