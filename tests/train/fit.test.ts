import { describe, expect, expectTypeOf, test } from 'vitest';
import { adam, dense, f32, meanSquaredError, model, sequential } from 'tapeless';
import { compile } from '../../src/compiler/index.js';
import { type DataSet } from '../../src/data/index.js';
import { earlyStopping, fit, type Logs, type Trainable } from '../../src/train/index.js';

interface Inputs {
  readonly x: Float32Array;
}

/** Seven samples 0 … 6. */
const data: DataSet<Inputs> = { x: { shape: [7, 1], data: Float32Array.from({ length: 7 }, (_, k) => k) } };

/** Remembers what it was fed; its loss is the mean of the batch. */
function recorder(later = false) {
  const batches: number[][] = [];
  const mean = ({ x }: Inputs): { loss: number; taps: object } => ({
    loss: x.reduce((a, b) => a + b, 0) / x.length,
    taps: {},
  });
  const step = (inputs: Inputs): { loss: number; taps: object } => {
    batches.push([...inputs.x]);
    return mean(inputs);
  };
  const evaluate = (list: Iterable<Inputs>): object => ({ loss: [...list].length, accuracy: 0.5 });
  const net: Trainable<Inputs, { loss: number; taps: object }> = later
    ? {
        step: async (inputs) => (await Promise.resolve(), step(inputs)),
        evaluate: async (list) => (await Promise.resolve(), evaluate(list)),
      }
    : { step, evaluate };
  return { net, batches };
}

const quiet = { verbose: false } as const;

describe('fit', () => {
  test.each([false, true])('averages count each batch by its samples (a module with promises: %s)', async (later) => {
    const { net, batches } = recorder(later);
    const history = await fit(net, data, { ...quiet, epochs: 2, batchSize: 3 });
    expect(batches.map((batch) => batch.length)).toEqual([3, 3, 1, 3, 3, 1]);
    // The mean of all samples, not the mean of the batches' means.
    for (const loss of history.loss) expect(loss).toBeCloseTo(3, 12);
    expect(Object.keys(history)).toEqual(['loss']);
  });

  test('the order is another in each epoch, fixed by the seed; without shuffling it is the data set’s', async () => {
    const run = async (options: object): Promise<number[][]> => {
      const { net, batches } = recorder();
      await fit(net, data, { ...quiet, batchSize: 7, epochs: 3, ...options });
      return batches;
    };
    const [first, second, third] = await run({ seed: 4 });
    expect([first, second, third].map((batch) => [...batch!].sort())).toEqual(Array(3).fill([0, 1, 2, 3, 4, 5, 6]));
    expect(first).not.toEqual(second);
    expect(second).not.toEqual(third);
    expect(await run({ seed: 4 })).toEqual([first, second, third]);
    expect(await run({ seed: 5 })).not.toEqual([first, second, third]);
    expect(await run({ seed: 4, initialEpoch: 1 })).toEqual([second, third]);
    expect(await run({ shuffle: false })).toEqual(Array(3).fill([0, 1, 2, 3, 4, 5, 6]));
  });

  test('validation data is evaluated in batches after each epoch', async () => {
    const { net } = recorder();
    const history: Readonly<Record<string, number[]>> = await fit(net, data, {
      ...quiet,
      epochs: 2,
      batchSize: 2,
      validationData: data,
    });
    expect(history['val_loss']).toEqual([4, 4]);
    expect(history['val_accuracy']).toEqual([0.5, 0.5]);
  });

  test('callbacks see averages, and end the training by returning false', async () => {
    const { net } = recorder();
    const seen: [string, number, Logs?][] = [];
    const history = await fit(net, data, {
      ...quiet,
      epochs: 5,
      batchSize: 4,
      shuffle: false,
      callbacks: [
        {
          onEpochBegin: (epoch) => seen.push(['begin', epoch]),
          onBatchEnd: (batch, logs) => seen.push(['batch', batch, logs]),
          onEpochEnd: (epoch) => Promise.resolve(epoch < 1),
        },
        { onEpochEnd: (epoch, logs) => seen.push(['end', epoch, logs]) },
      ],
    });
    expect(history.loss).toEqual([3, 3]);
    const epoch = (k: number): unknown[] => [
      ['begin', k],
      ['batch', 0, { loss: 1.5 }],
      ['batch', 1, { loss: 3 }],
      ['end', k, { loss: 3 }],
    ];
    expect(seen).toEqual([...epoch(0), ...epoch(1)]);
  });

  test.each([
    ['epochs', { epochs: 1.5 }, 'fit: epochs is 1.5, expected a whole number from 0.'],
    ['batch sizes', { batchSize: 0 }, 'batches: batchSize is 0, expected a whole number from 1.'],
    ['seeds', { seed: 0.5 }, 'fit: seed is 0.5, expected a whole number from 0.'],
    ['names', { batchsize: 3 }, 'fit: there is no option "batchsize"'],
    [
      'validation data',
      { validationData: { x: { shape: [2], data: new Float32Array(3) } } },
      "The data set's 'x' has the shape [2], 2 values, but holds 3.",
    ],
  ])('refuses wrong %s before any step', async (_, options, message) => {
    const { net, batches } = recorder();
    await expect(fit(net, data, { ...quiet, ...options })).rejects.toThrow(message);
    expect(batches).toEqual([]);
  });

  test('no epochs leave an empty history; a data set smaller than a batch is one short batch', async () => {
    const { net, batches } = recorder();
    expect(await fit(net, data, { ...quiet, epochs: 0 })).toEqual({ loss: [] });
    expect(batches).toEqual([]);
    const history = await fit(net, data, { ...quiet, batchSize: 100 });
    expect(batches.map((batch) => batch.length)).toEqual([7]);
    expect(history.loss[0]).toBeCloseTo(3, 12);
  });

  test.each(['onEpochBegin', 'onBatchEnd', 'onEpochEnd'] as const)('what %s throws comes out', async (name) => {
    const { net, batches } = recorder();
    const callback = {
      [name]: () => {
        throw new Error('enough');
      },
    };
    await expect(fit(net, data, { ...quiet, batchSize: 3, callbacks: [callback] })).rejects.toThrow('enough');
    expect(batches).toHaveLength({ onEpochBegin: 0, onBatchEnd: 1, onEpochEnd: 3 }[name]);
  });

  test('refuses an empty data set', async () => {
    const empty: DataSet<Inputs> = { x: { shape: [0, 1], data: new Float32Array(0) } };
    await expect(fit(recorder().net, empty, quiet)).rejects.toThrow('fit: the data set is empty, expected samples.');
  });
});

describe('early stopping', () => {
  /** How many epochs there are when the watched value goes this way. */
  const epochsOf = (values: readonly number[], options: Parameters<typeof earlyStopping>[0], name = 'val_loss') => {
    const callback = earlyStopping(options);
    callback.onEpochBegin?.(0);
    const stop = values.findIndex((value, epoch) => callback.onEpochEnd?.(epoch, { [name]: value }) === false);
    return stop < 0 ? null : stop + 1;
  };

  test('waits for as many epochs as it is told to', () => {
    expect(epochsOf([3, 2, 2, 1], {})).toBe(3);
    expect(epochsOf([3, 2, 2, 1, 1, 1, 1], { patience: 2 })).toBe(6);
    expect(epochsOf([3, 2, 1, 0], {})).toBeNull();
  });

  test('a small improvement is none; an accuracy should grow', () => {
    expect(epochsOf([3, 2.95, 2], { minDelta: 0.1 })).toBe(2);
    expect(epochsOf([0.5, 0.6, 0.55], { monitor: 'val_accuracy' }, 'val_accuracy')).toBe(3);
    expect(epochsOf([0.5, 0.6, 0.5], { monitor: 'score', mode: 'max' }, 'score')).toBe(3);
  });

  test('says which names there are', () => {
    const callback = earlyStopping();
    expect(() => callback.onEpochEnd?.(0, { loss: 1, accuracy: 2 })).toThrow(
      "earlyStopping: there is no 'val_loss'; expected one of loss, accuracy.",
    );
  });
});

describe('a compiled model', () => {
  const declared = () => {
    const net = sequential(dense(8, { activation: 'tanh' }), dense(1));
    return model({
      inputs: { x: f32('N', 2), y: f32('N', 1) },
      outputs: ({ x }) => ({ out: net(x) }),
      loss: ({ out, y }) => meanSquaredError(y, out),
      optimizer: adam(),
    });
  };
  const xor = {
    x: { shape: [4, 2], data: Float32Array.from([0, 0, 0, 1, 1, 0, 1, 1]) },
    y: { shape: [4, 1], data: Float32Array.from([0, 1, 1, 0]) },
  };

  test('learns', async () => {
    const net = compile(declared(), { seed: 1 });
    net.hyperparameters['learningRate'] = 0.05;
    const { loss } = await fit(net, xor as never, { ...quiet, epochs: 300, batchSize: 3 });
    expect(loss.at(-1)).toBeLessThan(0.01);
  });

  test('goes on from a file as if it had not stopped, bit for bit', async () => {
    const options = { ...quiet, batchSize: 3, seed: 9 };
    const whole = compile(declared(), { seed: 1 });
    await fit(whole, xor as never, { ...options, epochs: 4 });
    const first = compile(declared(), { seed: 1 });
    await fit(first, xor as never, { ...options, epochs: 2 });
    const second = compile(declared(), { seed: 7 });
    second.load(first.save());
    await fit(second, xor as never, { ...options, epochs: 4, initialEpoch: 2 });
    expect(second.save()).toEqual(whole.save());
  });
});

test('the history has the types of what step gives', () => {
  type Step = { loss: number; accuracy: number; taps: { hidden: Float32Array } };
  type Given = Awaited<ReturnType<typeof fit<Inputs, Step>>>;
  expectTypeOf<Given['accuracy']>().toEqualTypeOf<number[]>();
  expectTypeOf<Given['val_accuracy']>().toEqualTypeOf<number[] | undefined>();
  expectTypeOf<keyof Given>().toEqualTypeOf<'loss' | 'accuracy' | 'val_loss' | 'val_accuracy'>();
});
