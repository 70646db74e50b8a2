import { compileFunction } from 'node:vm';
import { shapeAt, type NdArray } from '../../src/base/index.js';
import type { Tensor } from '../../src/graph/index.js';
import { js } from '../../codegen/js/index.js';
import { arrayOf, memoryOf, type Memory, type TypedArray } from './memory.js';
import { scheduled, type Scheduled, type Whole } from './scheduled.js';

/** What a program gave: its results, and the new values of its variables in their order. */
export interface Outcome {
  readonly results: readonly NdArray[];
  readonly variables: readonly NdArray[];
}

/** A program that runs for any N. */
export interface Runnable {
  (fed: ReadonlyMap<Tensor, NdArray>, n?: number): Outcome;
  /** Sums are made in f32. */
  readonly singleSums?: boolean;
}

type EntryFunction = (n: number, views: Readonly<Record<string, TypedArray>>) => void;

/**
 * The generated JavaScript of a program. Each call runs it twice over poisoned memory: with watched arrays, where an access outside
 * of an array or to what is not there fails, and with plain ones; both must give the same bits.
 */
export const compiledJs = (whole: Whole): Runnable => emittedJs(scheduled(whole, js.profile));

/** The same of a schedule that is there already. `check` is called where numbers are checked. */
export function emittedJs(ready: Scheduled, check: (...args: unknown[]) => void = () => {}): Runnable {
  const { text, entries, views } = js.emit(ready.schedule, { prefix: '' });
  const run = compileFunction(`${text}\nreturn ${entries['run']!.name};`, ['check'])(check) as EntryFunction;
  const once = (fed: ReadonlyMap<Tensor, NdArray>, n: number, pick: (memory: Memory) => readonly TypedArray[]) => {
    const memory = memoryOf(ready.schedule, n);
    feed(ready, memory, fed);
    try {
      run(n, Object.fromEntries(pick(memory).map((view, k) => [views[k]!, view])));
    } catch (error) {
      throw new Error(`${String(error)} in\n${text}`, { cause: error });
    }
    if (!memory.intact()) throw new Error(`a guard band was overwritten by\n${text}`);
    return outcome(ready, memory, n);
  };
  return (fed, n = 1) => {
    const watched = once(fed, n, (memory) => memory.watched);
    const plain = once(fed, n, (memory) => memory.views);
    if (!sameBits(watched, plain)) throw new Error(`other bits with plain arrays in\n${text}`);
    return plain;
  };
}

function feed({ whole, schedule }: Scheduled, memory: Memory, fed: ReadonlyMap<Tensor, NdArray>): void {
  for (const { fed: own, buffer } of schedule.entries[0]!.feeds) memory.fill(buffer, fed.get(whole.xs[own.index]!)!);
  const variables = [...(whole.updates?.keys() ?? [])];
  schedule.variables.forEach(({ buffer }, k) => memory.fill(buffer, fed.get(variables[k]!)!));
}

function outcome({ whole, schedule }: Scheduled, memory: Memory, n: number): Outcome {
  const read = (buffer: string, { dtype, shape }: Tensor): NdArray =>
    arrayOf(memory.view(buffer), dtype, shapeAt(shape, n));
  const variables = [...(whole.updates?.keys() ?? [])];
  return {
    results: schedule.entries[0]!.results.map(({ buffers }, k) => read(buffers[0]!, whole.ys[k]!)),
    variables: schedule.variables.map(({ buffer }, k) => read(buffer, variables[k]!)),
  };
}

const sameBits = (a: Outcome, b: Outcome): boolean =>
  [...a.results, ...a.variables].every(({ data }, k) =>
    data.every((x, at) => Object.is(x, [...b.results, ...b.variables][k]!.data[at])),
  );
