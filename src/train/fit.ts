import { badAttribute, knownOptions, requireWhole } from '../base/index.js';
import { batches, countBatches, countSamples, type DataSet } from '../data/index.js';
import { averages } from './averages.js';
import type { Callback, Logs } from './callbacks.js';
import { silent, visible, type Progress } from './progress.js';

/** What `fit` needs of a generated module's instance. */
export interface Trainable<Inputs, Results> {
  step(inputs: Inputs): Results | Promise<Results>;
  evaluate(batches: Iterable<Inputs>): object | Promise<object>;
}

/** What fit takes beside the instance: data, epochs, batches, and what is told. */
export interface FitOptions<Inputs> {
  /** How many epochs there are, those before `initialEpoch` counted; 1 where absent. */
  readonly epochs?: number;
  /** Samples a step, 32 where absent; the last step of an epoch takes what is left. */
  readonly batchSize?: number;
  /** A new order of the samples in every epoch; true where absent. */
  readonly shuffle?: boolean;
  /** Which orders, a whole number from 0, which it is where absent: the same seed gives the same training, bit for bit. */
  readonly seed?: number;
  /** Evaluated after every epoch; its loss and metrics are named `val_…`. */
  readonly validationData?: DataSet<Inputs>;
  readonly callbacks?: readonly Callback[];
  /** The epoch to go on with, counted from 0, after `load`: its order of samples is what it would have been. */
  readonly initialEpoch?: number;
  /** Whether progress is shown: a bar in a terminal, elsewhere a line an epoch; true where absent. */
  readonly verbose?: boolean;
}

type NumbersOf<Results> = { readonly [Name in keyof Results as Results[Name] extends number ? Name : never]: number[] };
type Validated<Results> = {
  readonly [Name in keyof Results & string as Results[Name] extends number ? `val_${Name}` : never]?: number[];
};

/** Each epoch's loss and metrics, as Keras' History. */
export type History<Results> = { readonly loss: number[] } & NumbersOf<Results> & Validated<Results>;

/** Milliseconds between pauses, in which the program's timers and other requests get their turn: steps leave none. */
const pauseEvery = 100;

/**
 * Trains an instance of a generated module. The averages of an epoch count every batch by its samples.
 * What a callback throws ends it; the steps that were taken stay.
 * @throws TapelessError when an option is unknown or out of its range, or the data's parts do not fit together, before any step.
 */
export async function fit<Inputs extends object, Results extends object>(
  net: Trainable<Inputs, Results>,
  data: DataSet<Inputs>,
  options: FitOptions<Inputs> = {},
): Promise<History<Results>> {
  checkOptions(data, options);
  const { epochs = 1, initialEpoch = 0, callbacks = [], validationData, batchSize = 32, verbose = true } = options;
  const progress = verbose ? await visible(epochs) : silent;
  const history: Record<string, number[]> = { loss: [] };
  try {
    for (let epoch = initialEpoch; epoch < epochs; epoch++) {
      for (const { onEpochBegin } of callbacks) await onEpochBegin?.(epoch);
      const trained = await trainEpoch(net, data, epoch, options, progress);
      const validated = validationData ? await net.evaluate(batches(validationData, { batchSize })) : {};
      const logs: Logs = { ...trained, ...prefixed(validated) };
      progress.end(logs);
      for (const [name, value] of Object.entries(logs)) (history[name] ??= []).push(value);
      if (await anyEnds(callbacks, epoch, logs)) break;
    }
  } finally {
    progress.stop();
  }
  return history as History<Results>;
}

/** Every callback is told, also after one wants to end. */
async function anyEnds(callbacks: readonly Callback[], epoch: number, logs: Logs): Promise<boolean> {
  let ends = false;
  for (const { onEpochEnd } of callbacks) if ((await onEpochEnd?.(epoch, logs)) === false) ends = true;
  return ends;
}

const optionNames = [
  'epochs',
  'batchSize',
  'shuffle',
  'seed',
  'validationData',
  'callbacks',
  'initialEpoch',
  'verbose',
];

function checkOptions<Inputs extends object>(data: DataSet<Inputs>, options: FitOptions<Inputs>): void {
  knownOptions('fit', options, optionNames);
  const { epochs = 1, initialEpoch = 0, seed = 0, validationData, batchSize = 32 } = options;
  requireWhole('fit', { epochs, initialEpoch, seed }, 0);
  for (const set of validationData ? [data, validationData] : [data]) {
    if (countBatches(set, { batchSize }) === 0) throw badAttribute('fit', 'the data set', 'empty', 'samples');
  }
}

async function trainEpoch<Inputs extends object, Results extends object>(
  net: Trainable<Inputs, Results>,
  data: DataSet<Inputs>,
  epoch: number,
  { batchSize = 32, shuffle = true, seed = 0, callbacks = [] }: FitOptions<Inputs>,
  progress: Progress,
): Promise<Logs> {
  const samples = countSamples(data);
  const sums = averages();
  const watched = callbacks.filter(({ onBatchEnd }) => onBatchEnd);
  progress.start(epoch, Math.ceil(samples / batchSize));
  let [done, paused] = [0, performance.now()];
  for (const batch of batches(data, { batchSize, shuffle, seed, epoch, reuse: true })) {
    const result = net.step(batch);
    sums.add(result instanceof Promise ? await result : result, Math.min(batchSize, samples - done * batchSize));
    done++;
    progress.step(done, sums.means);
    for (const { onBatchEnd } of watched) await onBatchEnd?.(done - 1, sums.means());
    if (performance.now() - paused > pauseEvery) {
      await pause();
      paused = performance.now();
    }
  }
  return sums.means();
}

const prefixed = (results: object): Logs =>
  Object.fromEntries(
    Object.entries(results)
      .filter(([, value]) => typeof value === 'number')
      .map(([name, value]) => [`val_${name}`, value as number]),
  );

const pause = (): Promise<void> =>
  new Promise((resolve) => (typeof setImmediate === 'function' ? setImmediate(resolve) : setTimeout(resolve)));
