import { describe, expect, test } from 'vitest';
import { gpt } from '../../bench/workloads/gpt.js';
import { lstmModel } from '../../examples/lstm/lstm.model.js';
import { byteSize, byteText, range } from '../../src/base/index.js';
import { build, compile, compileUnits, inspect, targets, type CompileOptions } from '../../src/compiler/index.js';
import {
  adam,
  add,
  checkpoint,
  dense,
  dropout,
  f32,
  gradients,
  layer,
  matmul,
  meanSquaredError,
  model,
  mul,
  parameter,
  program,
  reshape,
  scan,
  sequential,
  sgd,
  sigmoid,
  slice,
  sum,
  tanh,
  transpose,
  type Model,
  type Tensor,
} from '../../src/index.js';
import { errorOf } from '../support/errorOf.js';

type Layer = (x: Tensor) => Tensor;
type Wrap = (layer: Layer) => Layer;

const plain: Wrap = (layer) => layer;
const again: Wrap = (layer) => checkpoint(layer);

/** A perceptron of as many layers, in groups that are wrapped. */
function deep(layers: number, { group = 4, wrap = plain, rate = 0 } = {}): Model {
  const groups = Array.from({ length: layers / group }, () =>
    sequential(...Array.from({ length: group }, () => dense(32, { activation: 'tanh' })), dropout(rate)),
  );
  return model({
    inputs: { x: f32('N', 32), y: f32('N', 32) },
    outputs: ({ x }) => ({ z: groups.reduce<Tensor>((h, next) => wrap(next as Layer)(h), x) }),
    loss: ({ z, y }) => meanSquaredError(y, z),
    optimizer: adam(),
  });
}

const reportOf = (declared: Model, options: CompileOptions = {}) =>
  compileUnits([['default', declared]], options)[0]!.report;

const arenaOf = (declared: Model, n: number, options: CompileOptions = {}): number =>
  reportOf(declared, options).memory.arena(n);

const values = (count: number, seed: number): Float32Array =>
  Float32Array.from({ length: count }, (_, k) => Math.sin(seed + 0.7 * k));
const batch = (n: number) => ({ x: values(32 * n, 1), y: values(32 * n, 2) });

/** The losses of some steps, and all parameters after them. */
function trained(declared: Model, options: CompileOptions, steps = 4): readonly unknown[] {
  const net = compile(declared, { ...options, seed: 3 });
  const losses = Array.from({ length: steps }, () => net.step(batch(20))['loss'] as number);
  return [losses, Object.values(net.parameters).map(({ data }) => [...data])];
}

describe.each(targets)('a memory budget, on %s', (target) => {
  test('is kept to, and the training is the same bit for bit', () => {
    const usual = arenaOf(deep(16), 32, { target });
    for (const share of [0.8, 0.5, 0.4]) {
      const memory = Math.floor(share * usual);
      expect(arenaOf(deep(16), 32, { target, memory })).toBeLessThanOrEqual(memory);
      expect(trained(deep(16), { target, memory })).toEqual(trained(deep(16), { target }));
    }
  });

  test('leaves the masks of dropout as they are', () => {
    const declared = (): Model => deep(12, { rate: 0.3 });
    const memory = Math.floor(0.6 * arenaOf(declared(), 32, { target }));
    expect(arenaOf(declared(), 32, { target, memory })).toBeLessThanOrEqual(memory);
    expect(trained(declared(), { target, memory })).toEqual(trained(declared(), { target }));
  });

  test('that is ample changes nothing', async () => {
    const { files } = await build(deep(4), { target });
    expect((await build(deep(4), { target, memory: '64MB' })).files).toEqual(files);
  });

  test('is none for a build that checks numbers, which stores all it looks at', () => {
    const options = { target, checkNumerics: true };
    const within = reportOf(deep(4), { ...options, memory: '1kB' });
    expect(within.budget).toBe(undefined);
    expect(within.memory.arena(32)).toBe(arenaOf(deep(4), 32, options));
  });
});

test('a GPT trains within 0.6 of its arena: the same losses, for a few percent more work', () => {
  const { declare, data, batch: n } = gpt;
  const { memory: usual, kernels, entries } = reportOf(declare() as Model, { target: 'wasm' });
  const memory = Math.floor(0.6 * usual.arena(n));
  const { budget, memory: within, times } = reportOf(declare() as Model, { target: 'wasm', memory, batch: n });
  expect(within.arena(n)).toBeLessThanOrEqual(memory);
  const step = entries.find(({ name }) => name === 'step')!.kernels;
  const operations = step.reduce((sum, k) => sum + kernels[k]!.operations(n), 0);
  const more = budget!.recomputed.reduce((sum, one) => sum + one.operations, 0);
  expect(more / operations).toBeLessThan(0.03);
  expect(times['rematerialise']!).toBeLessThan(times['kernels']! + times['schedule']!);

  const { parameters, inputs } = data();
  const fed = Object.fromEntries(Object.entries(inputs).map(([name, one]) => [name, one.data]));
  const losses = (options: CompileOptions): number[] => {
    const net = compile(declare() as Model, { target: 'wasm', ...options });
    for (const { name, data: values } of parameters) net.parameters[name]!.data.set(values as Float32Array);
    return Array.from({ length: 20 }, () => net.step(fed)['loss'] as number);
  };
  expect(losses({ memory, batch: n })).toEqual(losses({}));
}, 120_000);

/** A recurrent layer of several functions one after another, over a sequence, and its last state. */
function recurrent(): Model {
  const [steps, width] = [12, 8];
  const cell = layer({ kind: 'cell' }, (x: Tensor) => {
    const scales = range(3).map((k) => parameter([width], { name: `scale_${k}`, initializer: 0.5 + k }));
    const start: Tensor = mul(reshape(slice(x, [0, 0, 0], ['N', 1, width]), [-1, width]), 0);
    const [last] = scan(
      (h: Tensor, at: Tensor) => {
        const next = scales.reduce<Tensor>((y, scale) => tanh(mul(sigmoid(y), scale)), add(h, at));
        return [next, next];
      },
      start,
      transpose(x, [1, 0, 2]),
    );
    return last;
  });
  const head = dense(4);
  return model({
    inputs: { x: f32('N', steps, width), y: f32('N', 4) },
    outputs: ({ x }) => ({ z: head(cell(x) as Tensor<['N', 8]>) }),
    loss: ({ z, y }) => meanSquaredError(y, z),
    optimizer: sgd(),
  });
}

test.each(targets)('what a loop stacks for the backward pass is computed again in its loop: %s', (target) => {
  const usual = reportOf(recurrent(), { target });
  const memory = Math.floor(0.7 * usual.memory.arena(32));
  const { budget, memory: within } = reportOf(recurrent(), { target, memory });
  expect(within.arena(32)).toBeLessThanOrEqual(memory);
  expect(budget!.recomputed.some(({ makes }) => makes.some((name) => name.includes('scan#')))).toBe(true);
  const trainedOn = (options: CompileOptions): unknown => {
    const net = compile(recurrent(), { target, seed: 2, ...options });
    const fed = { x: values(20 * 96, 1), y: values(80, 2) };
    const losses = Array.from({ length: 4 }, () => net.step(fed)['loss'] as number);
    return [losses, Object.values(net.parameters).map(({ data }) => [...data])];
  };
  expect(trainedOn({ memory })).toEqual(trainedOn({}));
});

test('copies of packed operands count: what there is no room for is packed in its loop', () => {
  const declared = (): Model => lstmModel({ length: 4, features: 24, units: 24, classes: 3 }) as Model;
  const usual = arenaOf(declared(), 32, { target: 'wasm' });
  for (const memory of [usual - 1, Math.floor(0.95 * usual)]) {
    const { budget, memory: within } = reportOf(declared(), { target: 'wasm', memory });
    expect(within.arena(32)).toBeLessThanOrEqual(memory);
    expect(budget).toMatchObject({ before: usual, after: within.arena(32) });
    expect(budget!.unpacked).toContain('lstm/recurrent');
    expect(budget!.summary).toContain('; no room to pack before their loops: lstm/recurrent');
  }
  const { budget } = reportOf(declared(), { target: 'wasm', memory: usual });
  expect(budget).toMatchObject({ before: usual, after: usual, unpacked: [] });
});

test('the report and `inspect` say what is computed again, and why', () => {
  const memory = Math.floor(0.6 * arenaOf(deep(8), 64));
  const { budget } = reportOf(deep(8), { memory, batch: 64 });
  expect(budget).toMatchObject({ bytes: memory, batch: 64, before: arenaOf(deep(8), 64) });
  expect(budget!.after).toBeLessThanOrEqual(memory);
  const [first] = budget!.recomputed;
  expect(first!.entry).toBe('step');
  expect(first!.makes.length).toBeGreaterThan(0);
  expect(first!.bytes).toBeGreaterThan(0);
  const text = inspect([['default', deep(8)]], { memory, batch: 64, stage: 'memory' });
  expect(text.split('\n\n')[0]).toMatchInlineSnapshot(`
    "arena 90.4 kB -> 49.4 kB for N = 64 (budget 54.2 kB): 5 values are made again in step, for 675840 operations
      step: dense_4/tanh is made again at 14, from dense_3/tanh: 8192 bytes are free from 7 to 13, for 135168 operations
      step: dense_5/tanh is made again at 15, from dense_4/tanh: 8192 bytes are free from 8 to 14, for 135168 operations
      step: dense/tanh is made again at 25, from x: 8192 bytes are free from 3 to 24, for 135168 operations
      step: dense_1/tanh is made again at 26, from dense/tanh: 8192 bytes are free from 4 to 25, for 135168 operations
      step: dense_2/tanh is made again at 27, from dense_1/tanh: 8192 bytes are free from 5 to 26, for 135168 operations"
  `);
  const json = JSON.parse(
    inspect([['default', deep(8)]], { memory, batch: 64, stage: 'memory', format: 'json' }),
  ) as unknown;
  expect(json).toMatchObject([{ budget: { bytes: memory, batch: 64, after: budget!.after } }]);
});

test('a budget that cannot be had is refused, and the figure that is named can be had', () => {
  const error = errorOf(() => compile(deep(8), { memory: '2kB', batch: 48 }));
  expect(error.code).toBe('over-budget');
  expect(error.message).toMatchInlineSnapshot(
    `"The arena does not fit into 2000 bytes for a batch of 48: it takes 67840, and 37120 where all is computed again that helps. Allow 37120 bytes, or plan for a smaller batch."`,
  );
  const [, least] = /and (\d+) where all/.exec(error.message)!;
  expect(arenaOf(deep(8), 48, { memory: Number(least), batch: 48 })).toBeLessThanOrEqual(Number(least));
});

test.each([['64 apples'], [-3], [0], ['MB'], [Number.NaN], ['1e9']])('%j is no size', (memory) => {
  const error = errorOf(() => compile(deep(4), { memory }));
  expect(error.code).toBe('bad-memory');
  expect(error.message).toBe(
    `memory: ${JSON.stringify(memory)} is no size. Write a number of bytes above 0, or one with a unit: '64MB' (kB, MB, GB are powers of 1000; KiB, MiB, GiB of 1024).`,
  );
});

test('a batch to plan for is a whole number', () => {
  expect(errorOf(() => compile(deep(4), { memory: '1MB', batch: 1.5 })).message).toContain('batch');
});

test('sizes are read in units of 1000 and of 1024', () => {
  const sizes = ['1', '64MB', '1.5 GiB', '2kb', '3KiB', '7B'].map(byteSize);
  expect(sizes).toEqual([1, 64e6, 1.5 * 2 ** 30, 2000, 3072, 7]);
  expect([999, 1000, 4_824_422, 64e6, 3.2e9].map(byteText)).toEqual(['999 B', '1 kB', '4.82 MB', '64 MB', '3.2 GB']);
});

describe.each(targets)('checkpoint, on %s', (target) => {
  const memoryOf = (declared: Model): number => arenaOf(declared, 64, { target });

  test('lets the arena fall, and the training is the same', () => {
    const [kept, recomputed] = [deep(16), deep(16, { wrap: again })];
    expect(memoryOf(recomputed)).toBeLessThan(0.6 * memoryOf(kept));
    const [[losses], [others]] = [trained(kept, { target }), trained(recomputed, { target })] as const;
    (others as number[]).forEach((loss, k) => expect(loss).toBeCloseTo((losses as number[])[k]!, 5));
  });

  test('within a checkpoint lets it fall further', () => {
    const nested = (layers: readonly Layer[]): Layer =>
      layers.length <= 2
        ? (x) => layers.reduce((h, layer) => layer(h), x)
        : (x) => {
            const half = layers.length / 2;
            return checkpoint(nested(layers.slice(half)))(checkpoint(nested(layers.slice(0, half)))(x));
          };
    const layered = (wrap: (layers: readonly Layer[]) => Layer): Model => {
      const layers = Array.from({ length: 32 }, () => dense(32, { activation: 'tanh' }) as Layer);
      return model({
        inputs: { x: f32('N', 32), y: f32('N', 32) },
        outputs: ({ x }) => ({ z: wrap(layers)(x) }),
        loss: ({ z, y }) => meanSquaredError(y, z),
        optimizer: sgd(),
      });
    };
    const flat = layered((layers) => (x) => layers.reduce((h, layer) => layer(h), x));
    expect(memoryOf(layered(nested))).toBeLessThan(0.5 * memoryOf(flat));
  });

  // Of a loop of many steps, of which a checkpoint keeps nothing but the carries.
  const looped = (wrap: Wrap, [chunks, steps]: readonly [number, number]): number => {
    const [width, n] = [16, 64];
    const declared = program({
      inputs: { x: f32('N', width), w: f32(width, width), u: f32(4, width), xs: f32(chunks, steps, 'N', 4) },
      outputs: ({ x, w, u, xs }) => {
        const cell = (c: Tensor, at: Tensor): Tensor => tanh(add(matmul(tanh(matmul(c, w)), w), matmul(at, u)));
        const chunk = (c: Tensor, all: Tensor): Tensor =>
          steps === 1
            ? cell(c, reshape(all, ['N', 4]))
            : scan((h: Tensor, at: Tensor) => [cell(h, at), null], c, all)[0];
        const last = scan(
          (c: Tensor, all: Tensor) => [wrap((h) => chunk(h, all))(c), null] as const,
          x as Tensor,
          xs as Tensor,
        )[0];
        const [dw, du] = gradients(sum(last), [w, u]);
        return { dw: dw!, du: du! };
      },
    });
    const { memory } = compileUnits([['default', declared]], { target })[0]!.report;
    // Without the inputs, which grow with the number of steps.
    return (memory.arena(n) - chunks * steps * n * 4 * 4) / (n * width * 4);
  };

  test('of a step of a loop keeps the carry of each step', () => {
    const [short, long] = [looped(again, [16, 1]), looped(again, [64, 1])];
    // The carry, and the product with what is fed, which is made for all steps at once.
    expect((long - short) / 48).toBeLessThan(2.1);
    expect(long).toBeLessThan(0.5 * looped(plain, [64, 1]));
  });

  test('of chunks of a loop takes memory as the square root of its length', () => {
    const [short, long] = [looped(again, [8, 8]), looped(again, [32, 32])];
    expect(long).toBeLessThan(4.5 * short);
    expect(long).toBeLessThan(0.12 * looped(plain, [32, 32]));
  });

  test('composes with a budget', () => {
    const declared = (): Model => deep(16, { wrap: again });
    const memory = Math.floor(0.8 * arenaOf(declared(), 32, { target }));
    expect(arenaOf(declared(), 32, { target, memory })).toBeLessThanOrEqual(memory);
    expect(trained(declared(), { target, memory })).toEqual(trained(declared(), { target }));
  });
});
