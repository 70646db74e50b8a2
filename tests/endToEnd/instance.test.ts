// One compiled net as an app uses it: batches of several sizes, files, bad input.
import { describe, expect, test } from 'vitest';
import mnist from '../../examples/mnist/mnist.model.js';
import { compileModule, compileUnits } from '../../src/compiler/index.js';
import {
  adam,
  add,
  bernoulli,
  cast,
  categoricalCrossentropy,
  dense,
  f32,
  isTraining,
  model,
  mul,
  sequential,
} from '../../src/index.js';
import type { ModelInstance } from '../../src/compiler/index.js';

const { create } = compileModule(mnist) as { create: (options?: object) => ModelInstance };

/** A made-up batch, the same for the same n and seed. */
function batchOf(n: number, seed = 1): { image: Float32Array; label: Float32Array } {
  let state = seed;
  const next = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  const image = Float32Array.from({ length: n * 784 }, next);
  const label = new Float32Array(n * 10);
  for (let i = 0; i < n; i++) label[i * 10 + Math.floor(next() * 10)] = 1;
  return { image, label };
}

const bytesOf = (net: ModelInstance): number[] => [...net.save()];

test('batches of 32, 64 and 7: parameters, earlier results and held views stay right', () => {
  const net = create({ seed: 1 });
  const held = net.parameters['dense/kernel']!.data;
  const first = net.predict({ image: batchOf(32).image })['probabilities'] as Float32Array;
  const copy = first.slice();
  const start = held.slice();
  for (const n of [32, 64, 7, 32]) net.step(batchOf(n, n));
  expect(held).not.toEqual(start);
  expect(net.parameters['dense/kernel']!.data).toEqual(held);
  expect(first).toEqual(copy);
  const fresh = create({ seed: 2, weights: net.save() });
  for (const n of [64, 7, 1]) {
    const { image } = batchOf(n, 5);
    const whole = net.predict({ image })['probabilities'] as Float32Array;
    expect(whole).toEqual(fresh.predict({ image })['probabilities']);
    // Each sample by itself: the order of summation depends on nothing else.
    const last = net.predict({ image: image.slice(784 * (n - 1)) })['probabilities'];
    expect(whole.slice(10 * (n - 1))).toEqual(last);
  }
});

test('one seed gives the same bits, another seed others', () => {
  const trained = (seed: number): number[] => {
    const net = create({ seed });
    for (let step = 0; step < 5; step++) net.step(batchOf(32, step + 1));
    return bytesOf(net);
  };
  expect(trained(3)).toEqual(trained(3));
  expect(trained(3)).not.toEqual(trained(4));
});

describe('training goes on from a file bit for bit', () => {
  const noisy = dense(6, { activation: 'relu' });
  const dropping = model({
    inputs: { x: f32('N', 4), y: f32('N', 6) },
    outputs: ({ x }) => {
      const h = noisy(x);
      const kept = isTraining() ? mul(h, cast(bernoulli(['N', 6], 0.5), 'f32')) : h;
      return { h: add(kept, 0) };
    },
    loss: ({ h, y }) => categoricalCrossentropy(y, h, { fromLogits: true }),
    optimizer: adam(),
  });
  const made = compileModule(dropping) as { create: (options?: object) => ModelInstance };
  const small = (n: number): object => ({
    x: Float32Array.from({ length: 4 * n }, (_, k) => Math.sin(k)),
    y: Float32Array.from({ length: 6 * n }, (_, k) => (k % 6 === 0 ? 1 : 0)),
  });

  test.each([
    ['mnist', () => create({ seed: 9 }), () => create({ seed: 1 }), (k: number) => batchOf(16, k)],
    ['with random bits', () => made.create({ seed: 9 }), () => made.create({ seed: 1 }), (k: number) => small(k + 3)],
  ] as const)('%s', (_, first, second, batch) => {
    const net = first();
    for (let k = 1; k < 6; k++) net.step(batch(k) as never);
    const resumed = second();
    resumed.load(net.save());
    for (let k = 6; k < 12; k++) expect(resumed.step(batch(k) as never)).toEqual(net.step(batch(k) as never));
    expect(bytesOf(resumed)).toEqual(bytesOf(net));
  });
});

describe('bad input is told in words and changes nothing', () => {
  const net = create({ seed: 1 });
  net.step(batchOf(8));
  const before = bytesOf(net);
  const { image, label } = batchOf(8);
  const foreign = new Uint8Array([8, 0, 0, 0, 0, 0, 0, 0, ...new TextEncoder().encode('{"a": 1}')]);
  const other = create({ seed: 2 }).save();
  const cases: readonly (readonly [string, () => unknown, RegExp])[] = [
    ['an unknown name', () => net.step({ image, label, labels: label }), /labels/],
    ['a missing input', () => net.step({ image }), /label/],
    ['another array', () => net.step({ image: Float64Array.from(image) as never, label }), /Float32Array/],
    ['no whole number of samples', () => net.step({ image: image.slice(1), label }), /784/],
    ['inputs that disagree on N', () => net.step({ image, label: label.slice(10) }), /label holds 7, image holds 8/],
    ['no samples', () => net.step({ image: image.slice(0, 0), label: label.slice(0, 0) }), /sample/],
    ['a file cut short', () => net.load(other.slice(0, other.length - 5)), /./],
    ['a foreign file', () => net.load(foreign), /./],
    ['no file at all', () => net.load(new Uint8Array(3)), /./],
    ['not even bytes', () => net.load('weights' as never), /./],
    ['a hyperparameter that is no number', () => (net.hyperparameters['learningRate'] = NaN), /learningRate/],
  ];
  test.each(cases)('%s', (_, call, message) => {
    expect(call).toThrowError(message);
    try {
      call();
    } catch (error) {
      const { name, message: text } = error as Error;
      expect(name).toBe('TapelessError');
      expect(text).toMatch(/\.$/);
    }
    expect(bytesOf(net)).toEqual(before);
    expect(net.step(batchOf(8, 2))['loss']).toBeGreaterThan(0);
    net.load(Uint8Array.from(before));
  });

  test('no samples give no predictions and no counts', () => {
    const none = { image: new Float32Array(0), label: new Float32Array(0) };
    expect(net.predict({ image: none.image })['probabilities']).toEqual(new Float32Array(0));
    expect(net.evaluate(none)).toEqual({ loss: 0, accuracy: 0 });
  });
});

test('evaluate over batches counts every sample once', () => {
  const net = create({ seed: 1 });
  const { image, label } = batchOf(40);
  const whole = net.evaluate({ image, label });
  const parts = [
    [0, 16],
    [16, 32],
    [32, 40],
  ].map(([from, to]) => {
    return { image: image.slice(784 * from!, 784 * to!), label: label.slice(10 * from!, 10 * to!) };
  });
  const merged = net.evaluate(parts);
  expect(merged['loss']).toBeCloseTo(whole['loss'] as number, 6);
  expect(merged['accuracy']).toBeCloseTo(whole['accuracy'] as number, 7);
});

test('a plan takes at most a tenth more than what must be live at once', () => {
  const deep = sequential(
    dense(512, { activation: 'relu' }),
    dense(512, { activation: 'relu' }),
    dense(10, { activation: 'softmax' }),
  );
  const wide = model({
    inputs: { image: f32('N', 784), label: f32('N', 10) },
    outputs: ({ image }) => ({ probabilities: deep(image) }),
    loss: ({ probabilities, label }) => categoricalCrossentropy(label, probabilities),
    optimizer: adam(),
  });
  for (const [declared, n] of [
    [mnist, 32],
    [wide, 128],
  ] as const) {
    const { memory } = compileUnits([['default', declared]])[0]!.report;
    expect(memory.planned(n) / memory.lowerBound(n)).toBeLessThan(1.1);
    expect(memory.planned(n)).toBeGreaterThanOrEqual(memory.lowerBound(n));
  }
});
