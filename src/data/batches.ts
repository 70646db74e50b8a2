import { knownOptions, requireWhole } from '../base/index.js';
import { generator, permutation } from './generator.js';
import { countSamples, type DataArray, type DataSet, type Samples } from './samples.js';

/** How a data set is cut into batches; those of 32 in order where absent. */
export interface BatchOptions {
  /** Samples in a batch; 32 where absent. The last batch holds what is left. */
  readonly batchSize?: number;
  /** A new order of the samples, drawn by `seed` and `epoch`. */
  readonly shuffle?: boolean;
  /** A whole number from 0; 0 where absent. */
  readonly seed?: number;
  /** Counted from 0, where it is where absent. */
  readonly epoch?: number;
  /** Leaves out a last batch that would be short. */
  readonly dropLast?: boolean;
  /** Shuffled batches come in the same arrays, each overwriting the one before: for a loop that keeps none. */
  readonly reuse?: boolean;
}

/**
 * How many batches there will be.
 * @throws TapelessError when an option is unknown or out of its range, or the parts of the data set do not fit together.
 */
export function countBatches(data: object, options: BatchOptions = {}): number {
  checkOptions(options);
  const { batchSize = 32, dropLast = false } = options;
  const count = countSamples(data as Readonly<Record<string, unknown>>) / batchSize;
  return dropLast ? Math.floor(count) : Math.ceil(count);
}

/**
 * The data set in batches, as a generated module takes them: plain arrays by the inputs' names. Without `shuffle` they are views
 * of the data, not copies. Can be iterated again and again, in the same order.
 * @throws TapelessError when an option is unknown or out of its range, or the parts of the data set do not fit together.
 */
export function batches<Inputs extends object>(data: DataSet<Inputs>, options: BatchOptions = {}): Iterable<Inputs> {
  const { batchSize = 32, shuffle = false, seed = 0, epoch = 0, reuse = false } = options;
  const amount = countBatches(data, options);
  const parts = data as Readonly<Record<string, Samples | number>>;
  const count = countSamples(parts);
  const bounds = (k: number): [number, number] => [k * batchSize, Math.min((k + 1) * batchSize, count)];
  return {
    *[Symbol.iterator]() {
      if (!shuffle) {
        for (let k = 0; k < amount; k++) yield mapParts(parts, viewOf(...bounds(k))) as Inputs;
        return;
      }
      const order = permutation(count, generator(seed, epoch));
      const gather = gathering(reuse);
      for (let k = 0; k < amount; k++) yield mapParts(parts, gather(order.subarray(...bounds(k)))) as Inputs;
    },
  };
}

const optionNames = ['batchSize', 'shuffle', 'seed', 'epoch', 'dropLast', 'reuse'];

function checkOptions(options: BatchOptions): void {
  knownOptions('batches', options, optionNames);
  const { batchSize = 32, seed = 0, epoch = 0 } = options;
  requireWhole('batches', { batchSize }, 1);
  requireWhole('batches', { seed, epoch }, 0);
}

function mapParts(
  parts: Readonly<Record<string, Samples | number>>,
  batchOf: (part: Samples, name: string) => DataArray,
): object {
  const entries = Object.entries(parts);
  return Object.fromEntries(
    entries.map(([name, part]) => [name, typeof part === 'number' ? part : batchOf(part, name)]),
  );
}

const widthOf = ({ shape, data }: Samples): number => (shape[0] === 0 ? 0 : data.length / shape[0]!);

const viewOf =
  (start: number, end: number) =>
  (part: Samples): DataArray =>
    part.data.subarray(start * widthOf(part), end * widthOf(part)) as DataArray;

/** Copies the samples of an order into arrays of their own, or into the same ones while their length stays. */
function gathering(reuse: boolean): (order: Uint32Array) => (part: Samples, name: string) => DataArray {
  const kept = new Map<string, DataArray>();
  return (order) => (part, name) => {
    const { data } = part;
    const width = widthOf(part);
    const length = order.length * width;
    const before = kept.get(name);
    const result =
      before?.length === length ? before : new (data.constructor as new (length: number) => DataArray)(length);
    order.forEach((sample, k) => result.set(data.subarray(sample * width, (sample + 1) * width), k * width));
    if (reuse) kept.set(name, result);
    return result;
  };
}
