import type { Buffer, ProgramEntry, Step } from '../kernel.js';
import type { Recipe } from './recipe.js';
import { stepOver, type Place } from './stepOver.js';
import { withoutGaps, type Task, type Timeline, type Value } from './timeline.js';

/** The entry that a timeline stands for; what is made again lies in buffers of its own. */
export function written(timeline: Timeline, unique: (buffer: Buffer) => string): ProgramEntry {
  const { entry, tasks, fed } = withoutGaps(timeline);
  const buffers = new Map<Value, Buffer>(fed.map((value) => [value, value.buffer]));
  for (const { recipe, writes } of tasks) {
    for (const value of writes) buffers.set(value, recipe ? again(value.buffer, unique) : value.buffer);
  }
  const named = new Map<Buffer, Buffer>();
  for (const { replay } of tasks)
    for (const made of replay?.made ?? []) named.set(made, { ...made, name: unique(made) });
  return { ...entry, steps: tasks.map((task) => stepOf(task, entry, { buffers, named })) };
}

/** A buffer like this one. What it holds has been looked at when it was made first. */
function again({ dtype, shape, space, ...rest }: Buffer, unique: (buffer: Buffer) => string): Buffer {
  return { name: unique({ dtype, shape, space, ...rest }), dtype, shape, space };
}

interface Renamed {
  readonly buffers: ReadonlyMap<Value, Buffer>;
  /** New buffers inside loops. */
  readonly named: ReadonlyMap<Buffer, Buffer>;
}

function stepOf(task: Task, { steps }: ProgramEntry, { buffers, named }: Renamed): Step {
  const { home, recipe, reads, writes, loop } = task;
  const own = [...reads, ...writes].map((value) => [value.buffer, buffers.get(value)!] as const);
  const places = new Map([...own, ...(loop ? named : [])]);
  const step = recipe ? repeated(recipe) : (loop ?? steps[home]!);
  return [...places].every(([from, to]) => from === to) ? step : relocated(step, places);
}

const repeated = ({ kernel }: Recipe): Step => ({ kind: 'kernel', kernel });

/** A step over other buffers, and over slices of them. */
function relocated(step: Step, places: ReadonlyMap<Buffer, Buffer>): Step {
  const placed = new Map<Buffer, Buffer>();
  const place: Place = (buffer) => {
    const known = placed.get(buffer);
    if (known) return known;
    const own = places.get(buffer) ?? buffer;
    const of = own.slice && place(own.slice.of);
    const moved = of && of !== own.slice.of ? { ...own, slice: { ...own.slice, of } } : own;
    placed.set(buffer, moved);
    return moved;
  };
  return stepOver(step, place);
}
