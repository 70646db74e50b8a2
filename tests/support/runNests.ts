import { elements, shapeAt, type NdArray } from '../../src/base/index.js';
import type { Tensor } from '../../src/graph/index.js';
import { interpret, sharedNest, type Interpretation, type Profile } from '../../src/schedule/index.js';
import { js } from '../../codegen/js/index.js';
import { far } from './ndarrays.js';
import type { Outcome, Runnable } from './runJs.js';
import { scheduled, type Scheduled, type Whole } from './scheduled.js';

/**
 * The loop nests of a program, run in float64 without a back end. An access outside of its buffer fails; so does a loop
 * whose iterations are said to be independent and give other values when they run backwards; so does one whose parts,
 * each run by a thread of its own, give other values than the whole.
 */
export function interpreted(whole: Whole, profile: Profile = js.profile): Runnable {
  const ready = scheduled(whole, profile);
  const nests = ready.schedule.nests.map((nest) => sharedNest(nest, 0));
  const shared = { ...ready, schedule: { ...ready.schedule, nests } };
  return (fed, n = 1) => {
    const forwards = run(ready, fed, { n, independent: 'forwards' });
    const backwards = run(ready, fed, { n, independent: 'backwards' });
    if (!sameValues(forwards, backwards)) throw new Error('a loop that is said to be independent is not');
    if (profile.lanes > 1 && !sameBits(forwards, run(shared, fed, { n, threads: 3 })))
      throw new Error('threads that share loops compute something else');
    return forwards;
  };
}

function run(
  { whole, schedule }: Scheduled,
  fed: ReadonlyMap<Tensor, NdArray>,
  around: Pick<Interpretation, 'n' | 'independent' | 'threads'>,
): Outcome {
  const { n } = around;
  const memory = new Map(
    schedule.buffers.map(({ name, shape, data }) => [
      name,
      data ? Float64Array.from(data) : new Float64Array(elements(shapeAt(shape, n))).fill(NaN),
    ]),
  );
  const entry = schedule.entries[0]!;
  const variables = [...(whole.updates?.keys() ?? [])];
  entry.feeds.forEach(({ fed: own, buffer }) => memory.get(buffer)!.set(fed.get(whole.xs[own.index]!)!.data));
  schedule.variables.forEach(({ buffer }, k) => memory.get(buffer)!.set(fed.get(variables[k]!)!.data));
  interpret(schedule, entry, {
    ...around,
    memory,
    outside: ({ nest, buffer, access, at, length }) => {
      throw new RangeError(`${nest}: a ${access} at ${at} of ${buffer}, which has ${length} elements`);
    },
  });
  const read = (buffer: string, { dtype, shape }: Tensor): NdArray => ({
    dtype,
    shape: shapeAt(shape, n),
    data: memory.get(buffer)!,
  });
  return {
    results: entry.results.map(({ buffers }, k) => read(buffers[0]!, whole.ys[k]!)),
    variables: schedule.variables.map(({ buffer }, k) => read(buffer, variables[k]!)),
  };
}

const sameBits = (a: Outcome, b: Outcome): boolean =>
  [...a.results, ...a.variables].every((x, k) => {
    const { data } = [...b.results, ...b.variables][k]!;
    return x.data.every((value, at) => Object.is(value, data[at]));
  });

const sameValues = (a: Outcome, b: Outcome): boolean =>
  [...a.results, ...a.variables].every((x, k) => far(x, [...b.results, ...b.variables][k]!) < 1e-12);
