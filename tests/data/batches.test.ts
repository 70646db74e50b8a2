import { expect, test } from 'vitest';
import { batches, type BatchOptions, countBatches, type DataSet } from '../../src/data/index.js';
import { generator, permutation, xoshiro } from '../../src/data/generator.js';

interface Inputs {
  readonly x: Float32Array;
  readonly y: Int32Array;
}

const data: DataSet<Inputs> = {
  x: { shape: [7, 2], data: Float32Array.from({ length: 14 }, (_, k) => k) },
  y: { shape: [7], data: Int32Array.from({ length: 7 }, (_, k) => 10 * k) },
};

const ys = (list: Iterable<Inputs>): number[][] => [...list].map(({ y }) => [...y]);

test('xoshiro128** gives the numbers of its reference implementation', () => {
  const next = xoshiro([1, 2, 3, 4]);
  const found = Array.from({ length: 10 }, next);
  expect(found).toEqual([
    11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
  ]);
});

test('a seed stands for one order for good', () => {
  expect([...permutation(10, generator(1, 0))]).toEqual([7, 2, 3, 5, 4, 8, 6, 1, 0, 9]);
  expect([...permutation(10, generator(1, 1))]).not.toEqual([...permutation(10, generator(1, 0))]);
});

test('seeds apart by more than 32 bits have orders of their own', () => {
  const orders = [0, 1, 2 ** 32, 2 ** 32 + 1, 2 ** 33, Number.MAX_SAFE_INTEGER].map((seed) =>
    permutation(20, generator(seed, 0)).join(),
  );
  expect(new Set(orders).size).toBe(orders.length);
});

test('every order of four samples is about as frequent', () => {
  const counts = new Map<string, number>();
  for (let seed = 0; seed < 24_000; seed++) {
    const order = permutation(4, generator(seed)).join();
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  expect(counts.size).toBe(24);
  // A thousand each, with a standard deviation of 31.
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(140);
});

test('without shuffling, batches are views in order; the last is short', () => {
  const list = [...batches<Inputs>(data, { batchSize: 3 })];
  expect(ys(list)).toEqual([[0, 10, 20], [30, 40, 50], [60]]);
  expect([...list[1]!.x]).toEqual([6, 7, 8, 9, 10, 11]);
  expect(list[0]!.x.buffer).toBe((data.x as { data: Float32Array }).data.buffer);
  expect(countBatches(data, { batchSize: 3 })).toBe(3);
});

test('dropLast leaves the short one out, and nothing else', () => {
  expect(ys(batches<Inputs>(data, { batchSize: 3, dropLast: true }))).toEqual([
    [0, 10, 20],
    [30, 40, 50],
  ]);
  expect(ys(batches<Inputs>(data, { batchSize: 7, dropLast: true }))).toHaveLength(1);
  expect(countBatches(data, { batchSize: 8, dropLast: true })).toBe(0);
});

test('shuffling keeps samples whole and is the same each time', () => {
  const shuffled = batches<Inputs>(data, { batchSize: 3, shuffle: true, seed: 5 });
  const first = [...shuffled];
  expect(first.flatMap(({ y }) => [...y]).sort((a, b) => a - b)).toEqual([0, 10, 20, 30, 40, 50, 60]);
  expect(ys(first)).not.toEqual(ys(batches<Inputs>(data, { batchSize: 3 })));
  for (const { x, y } of first) y.forEach((value, k) => expect(x[2 * k]).toBe(value / 5));
  expect(ys(shuffled)).toEqual(ys(first));
  expect(ys(batches<Inputs>(data, { batchSize: 3, shuffle: true, seed: 5, epoch: 1 }))).not.toEqual(ys(first));
});

test('reuse overwrites the arrays of the batch before; otherwise each batch is its own', () => {
  const options = { batchSize: 3, shuffle: true, seed: 5 };
  const seen: number[][] = [];
  const arrays = new Set<Int32Array>();
  for (const { y } of batches<Inputs>(data, { ...options, reuse: true })) {
    seen.push([...y]);
    arrays.add(y);
  }
  expect(seen).toEqual(ys(batches<Inputs>(data, options)));
  expect(arrays.size).toBe(2);
  expect(new Set([...batches<Inputs>(data, options)].map(({ y }) => y)).size).toBe(3);
});

test('a number is fed to every batch', () => {
  const withScalar: DataSet<{ y: Int32Array; rate: number }> = { y: data.y, rate: 0.5 };
  expect([...batches(withScalar, { batchSize: 4 })].map(({ rate }) => rate)).toEqual([0.5, 0.5]);
});

test('no samples give no batches', () => {
  expect([...batches({ x: { shape: [0, 3], data: new Float32Array(0) } })]).toEqual([]);
});

test.each([
  ['sizes', { batchSize: 0 }, data, 'batches: batchSize is 0, expected a whole number from 1.'],
  ['fractions', { batchSize: 2.5 }, data, 'batches: batchSize is 2.5, expected a whole number from 1.'],
  ['seeds', { seed: -1 }, data, 'batches: seed is -1, expected a whole number from 0.'],
  ['epochs', { epoch: 0.5 }, data, 'batches: epoch is 0.5, expected a whole number from 0.'],
  ['names', { batchsize: 3 }, data, 'batches: there is no option "batchsize"'],
  [
    'counts',
    {},
    { ...data, y: { shape: [6], data: new Int32Array(6) } },
    "The data set's parts differ: 'x' has 7 samples, 'y' has 6.",
  ],
  [
    'lengths',
    {},
    { x: { shape: [7, 2], data: new Float32Array(13) } },
    "The data set's 'x' has the shape [7, 2], 14 values, but holds 13.",
  ],
  [
    'plain arrays',
    {},
    { x: new Float32Array(3) },
    "The data set's 'x' is no { shape, data } with a typed array. " +
      'Its shape starts with the number of samples: { shape: [60000, 784], data }.',
  ],
  [
    'scalars',
    {},
    { x: { shape: [], data: new Float32Array(1) } },
    "The data set's 'x' has the shape [], so no axis counts its samples.",
  ],
  ['nothing', {}, {}, 'The data set has no part with samples. Give each input { shape, data }.'],
] as const)('refuses wrong %s', (_, options, wrong, message) => {
  expect(() => batches(wrong as unknown as DataSet<Inputs>, options as BatchOptions)).toThrow(message);
});
