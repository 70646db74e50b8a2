import { dtypes, polynomialAt, sizeOf } from '../../base/index.js';
import type { Buffer, ProgramEntry, Step } from '../kernel.js';
import { liveRangesOf } from '../liveRanges.js';
import { alignment, capacityOf, mostLive } from '../memoryPlan.js';
import { bodiesOf, kernelBuffers, kernelsInOrder, rootOf } from '../steps.js';
import { replayOf, type LoopStep, type Replay } from './replay.js';
import { kernelCost, recipesOf, type Circumstances, type Recipe } from './recipe.js';

/** A buffer's contents as one task made them; a second computation makes a second value. */
export interface Value {
  /** Its position among the timeline's values. */
  readonly id: number;
  readonly buffer: Buffer;
  /** For the batch that is planned for. */
  readonly bytes: number;
}

/** A step of an entry, or a recipe between two of them. */
export interface Task {
  /** The step, by its position in the entry; of a recipe, that of the step that it repeats. */
  readonly home: number;
  readonly recipe: Recipe | null;
  readonly reads: readonly Value[];
  readonly writes: readonly Value[];
  readonly cost: number;
  /** What a loop has become, and for the second of two what it computes again. */
  readonly loop?: LoopStep;
  readonly replay?: Replay;
  /** It changes a variable: never left out. */
  readonly stays: boolean;
}

/** An entry of a program, in order of time: what is to be changed until fewer bytes are alive at once. Immutable. */
export interface Timeline {
  readonly entry: ProgramEntry;
  /** Steps that are left out keep their place, with nothing to read or write. */
  readonly tasks: readonly Task[];
  /** There before the first task. */
  readonly fed: readonly Value[];
  /** Still there after the last. */
  readonly results: readonly Value[];
  /** Values that there have been so far: the next one's id. */
  readonly count: number;
  readonly known: Known;
}

/** A replay, and what lives inside its loops at their worst moments. */
export interface PlacedReplay {
  readonly replay: Replay;
  readonly first: number;
  readonly second: number;
  readonly insideFirst: Buffer;
  readonly insideSecond: Buffer;
}

/** What does not change. */
export interface Known {
  /** Ways to compute a buffer again, and the step that they repeat. */
  readonly recipes: ReadonlyMap<Buffer, readonly Recipe[]>;
  readonly homeOf: ReadonlyMap<Recipe, number>;
  /** Pairs of loops, by their positions, of which the second can compute again what the first has stacked. */
  readonly replays: readonly PlacedReplay[];
  /** The steps that write a buffer. */
  readonly writers: ReadonlyMap<Buffer, readonly number[]>;
  readonly bytesOf: (buffer: Buffer) => number;
}

export function timelineOf(entry: ProgramEntry, circumstances: Circumstances): Timeline {
  const capacity = capacityOf(circumstances.n);
  const bytesOf = ({ shape, dtype }: Buffer): number =>
    Math.ceil((polynomialAt(sizeOf(shape), capacity) * dtypes[dtype].bytes) / alignment) * alignment;
  const first = new Map<Buffer, Value>();
  const valueOf = (buffer: Buffer): Value => {
    const known = first.get(buffer) ?? { id: first.size, buffer, bytes: bytesOf(buffer) };
    first.set(buffer, known);
    return known;
  };
  const used = entry.steps.map(buffersOf);
  const users = usersIn(entry, used);
  const isInner = (buffer: Buffer): boolean => (users.get(buffer)?.size ?? 0) < 2;
  const replays = replaysIn(entry, { users, capacity, n: circumstances.n });
  const known = { ...recipesIn(entry, used, circumstances), replays, bytesOf };
  const tasks = entry.steps.map((step, home): Task => {
    const { reads, writes } = used[home]!;
    const isApart = (buffer: Buffer): boolean =>
      buffer.space === 'arena' && (step.kind === 'kernel' || !isInner(buffer));
    const inside = step.kind === 'kernel' ? [] : [valueOf(insideOf(step, isInner, capacity))];
    return {
      home,
      recipe: null,
      reads: reads.filter(isApart).map(valueOf),
      writes: [...writes.filter(isApart).map(valueOf), ...inside],
      cost: step.kind === 'kernel' ? kernelCost(step.kernel, circumstances.n) : 0,
      stays: writes.some(({ space }) => space !== 'arena'),
    };
  });
  const fed = entry.feeds.map(({ buffer }) => valueOf(buffer));
  const results = entry.results.flatMap(({ buffers }) => buffers.map(valueOf));
  return { entry, tasks, fed, results, count: first.size, known };
}

type Used = ReturnType<typeof buffersOf>;

/** Ways to make again what one step alone makes: what a loop goes on with has been overwritten since. */
function recipesIn(
  { steps }: ProgramEntry,
  used: readonly Used[],
  circumstances: Circumstances,
): Omit<Known, 'bytesOf' | 'replays'> {
  const writers = groupedBy(used.flatMap(({ writes }, home) => writes.map((buffer) => [buffer, home] as const)));
  const homeOf = new Map<Recipe, number>();
  steps.forEach((step, home) => {
    for (const recipe of step.kind === 'kernel' ? recipesOf(step.kernel, circumstances) : []) {
      if (recipe.makes.every((buffer) => writers.get(buffer)!.length === 1)) homeOf.set(recipe, home);
    }
  });
  const all = [...homeOf.keys()].flatMap((recipe) => recipe.makes.map((buffer) => [buffer, recipe] as const));
  return { recipes: groupedBy(all), homeOf, writers };
}

/** The steps that know a buffer, by position; what is seen from outside is known to all. */
function usersIn({ feeds, results, steps }: ProgramEntry, used: readonly Used[]): Map<Buffer, Set<number>> {
  const users = new Map<Buffer, Set<number>>();
  const note = (buffer: Buffer, home: number): void => {
    const known = users.get(buffer);
    if (known) known.add(home);
    else users.set(buffer, new Set([home]));
  };
  used.forEach(({ reads, writes }, home) => [...reads, ...writes].forEach((buffer) => note(buffer, home)));
  const seen = [...feeds.map(({ buffer }) => buffer), ...results.flatMap(({ buffers }) => buffers)];
  for (const buffer of seen) [-1, steps.length].forEach((outside) => note(buffer, outside));
  return users;
}

interface Around {
  readonly users: ReadonlyMap<Buffer, ReadonlySet<number>>;
  readonly capacity: number;
  readonly n: number;
}

/** What a loop might compute again of what one before it has stacked. */
function replaysIn({ steps }: ProgramEntry, { users, capacity, n }: Around): PlacedReplay[] {
  const isInner = (buffer: Buffer): boolean => (users.get(buffer)?.size ?? 0) < 2;
  const loops = steps.flatMap((step, home) => (step.kind === 'loop' ? [{ step, home }] : []));
  return loops.flatMap(({ step: one, home: first }, k) =>
    loops.slice(k + 1).flatMap(({ step: other, home: second }): PlacedReplay[] => {
      const isOurs = (buffer: Buffer): boolean => {
        const own = users.get(buffer)!;
        return buffer.space === 'arena' && own.size === 2 && own.has(first) && own.has(second);
      };
      const replay = replayOf(one, other, isOurs, n);
      if (!replay) return [];
      const insideFirst = insideOf(replay.first, isInner, capacity);
      return [{ replay, first, second, insideFirst, insideSecond: insideOf(replay.second, isInner, capacity) }];
    }),
  );
}

/** What a step loads from and stores to; of a loop, all of its kernels together. Slices are what they are parts of. */
function buffersOf(step: Step): { readonly reads: readonly Buffer[]; readonly writes: readonly Buffer[] } {
  if (step.kind === 'kernel') return kernelBuffers(step.kernel);
  const all = kernelsInOrder([step]).map(kernelBuffers);
  const conditions = conditionsIn(step);
  return {
    reads: [...new Set([...conditions, ...all.flatMap(({ reads }) => reads)].map(rootOf))],
    writes: [...new Set(all.flatMap(({ writes }) => writes).map(rootOf))],
  };
}

function conditionsIn(step: Step): Buffer[] {
  const inner = bodiesOf(step).flatMap((body) => body.flatMap(conditionsIn));
  return 'condition' in step ? [step.condition, ...inner] : inner;
}

/** Stands for all that lives inside a loop or a branch, as much as there is at its worst moment. */
function insideOf(step: Step, isInner: (buffer: Buffer) => boolean, capacity: number): Buffer {
  const ranges = liveRangesOf({ name: 'run', steps: [step], feeds: [], results: [] });
  const bytes = mostLive(
    ranges.filter(({ buffer }) => isInner(buffer)),
    capacity,
  );
  return { name: '', dtype: 'bool', shape: [bytes], space: 'arena' };
}

function groupedBy<K, V>(pairs: readonly (readonly [K, V])[]): Map<K, V[]> {
  const groups = new Map<K, V[]>();
  for (const [key, value] of pairs) {
    const known = groups.get(key);
    if (known) known.push(value);
    else groups.set(key, [value]);
  }
  return groups;
}

/** By value, the moments at which it is made and last read; -1 is before the first task, -2 never. */
export interface Spans {
  readonly from: Int32Array;
  readonly to: Int32Array;
}

export function spansOf({ tasks, fed, results, count }: Timeline): Spans {
  const from = new Int32Array(count).fill(-2);
  const to = new Int32Array(count).fill(-2);
  for (const { id } of fed) from[id] = to[id] = -1;
  tasks.forEach(({ reads, writes }, at) => {
    for (const { id } of reads) to[id] = at;
    for (const { id } of writes) {
      if (from[id] === -2) from[id] = at;
      to[id] = at;
    }
  });
  for (const { id } of results) to[id] = tasks.length;
  return { from, to };
}

/** Bytes that are alive at each moment: the first is before all tasks, the last after them. */
export function liveBytes({ tasks, fed }: Timeline, { from, to }: Spans): Float64Array {
  const live = new Float64Array(tasks.length + 3);
  const add = ({ id, bytes }: Value): void => {
    live[from[id]! + 1]! += bytes;
    live[to[id]! + 2]! -= bytes;
  };
  fed.forEach(add);
  tasks.forEach(({ writes }, at) => {
    for (const value of writes) if (from[value.id] === at) add(value);
  });
  for (let at = 1; at < live.length; at++) live[at]! += live[at - 1]!;
  return live.subarray(0, tasks.length + 2);
}

/** By how much all moments together are above the bytes that are wanted. */
export const excessOf = (live: Float64Array, target: number): number =>
  live.reduce((sum, bytes) => sum + Math.max(0, bytes - target), 0);

export const costOf = ({ tasks }: Timeline): number => tasks.reduce((sum, { cost }) => sum + cost, 0);

/** The timeline without the places of steps that are left out. */
export const withoutGaps = (timeline: Timeline): Timeline => ({
  ...timeline,
  tasks: timeline.tasks.filter(({ stays, writes }) => stays || writes.length > 0),
});
