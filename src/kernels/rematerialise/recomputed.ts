import type { Buffer } from '../kernel.js';
import type { Recipe } from './recipe.js';
import { spansOf, type Spans, type Task, type Timeline, type Value } from './timeline.js';

/** Where something is computed again, and what happens to operands that are gone by then. */
export interface Place {
  /** The task before which it is computed. */
  readonly before: number;
  /** So many links of a chain are computed again, too; what lies further back is kept. */
  readonly depth: number;
  /** What takes no more than this is rather kept. */
  readonly small: number;
}

/** What is asked again and again of one timeline. */
export interface Outlook {
  readonly timeline: Timeline;
  readonly spans: Spans;
  /** The values of each buffer, in the order in which they are made. */
  readonly valuesOf: ReadonlyMap<Buffer, readonly Value[]>;
}

export function outlookOn(timeline: Timeline): Outlook {
  const valuesOf = new Map<Buffer, Value[]>();
  const note = (value: Value): void => {
    const known = valuesOf.get(value.buffer);
    if (!known) valuesOf.set(value.buffer, [value]);
    else if (!known.includes(value)) known.push(value);
  };
  timeline.fed.forEach(note);
  for (const { writes } of timeline.tasks) writes.forEach(note);
  return { timeline, spans: spansOf(timeline), valuesOf };
}

/** A changed timeline, and whether a longer chain would have changed it in another way. */
export interface Outcome {
  readonly timeline: Timeline;
  readonly cut: boolean;
}

/**
 * A timeline in which a recipe is carried out once more, and whoever reads its results from there on reads the new ones.
 * What nobody reads any more is left out. Null where an operand cannot be had.
 */
export function recomputed({ timeline, spans, valuesOf }: Outlook, recipe: Recipe, place: Place): Outcome | null {
  const { tasks, known, count } = timeline;
  const { before, small } = place;
  const inserted: Task[] = [];
  const added = new Map<Buffer, Value>();
  let cut = false;
  let next = count;
  const latest = (buffer: Buffer): Value | null => latestOf(valuesOf.get(buffer) ?? [], spans, before);
  const isThere = (buffer: Buffer): boolean => {
    const value = latest(buffer);
    return added.has(buffer) || (value !== null && spans.to[value.id]! >= before);
  };
  const operand = (buffer: Buffer, depth: number): Value | null => {
    const value = added.get(buffer) ?? latest(buffer);
    if (!value || isThere(buffer) || value.bytes <= small) return value;
    const again = cheapest(known.recipes.get(buffer) ?? [], isThere);
    if (again && depth === 0) cut = true;
    return again && depth > 0 && carryOut(again, depth - 1) ? added.get(buffer)! : value;
  };
  const carryOut = (one: Recipe, depth: number): boolean => {
    const home = known.homeOf.get(one)!;
    if (!isUnchanged(one, home, timeline, before)) return false;
    const reads = one.reads.map((buffer) => operand(buffer, depth));
    if (!areAll(reads)) return false;
    const writes = one.makes.map((buffer): Value => ({ id: next++, buffer, bytes: known.bytesOf(buffer) }));
    writes.forEach((value) => added.set(value.buffer, value));
    inserted.push({ home, recipe: one, reads, writes, cost: one.cost, stays: false });
    return true;
  };
  if (!carryOut(recipe, place.depth)) return null;
  const later = tasks.slice(before).map((task) => redirected(task, added));
  const all = [...tasks.slice(0, before), ...inserted, ...later];
  return { timeline: withoutUnread({ ...timeline, tasks: all, count: next }), cut };
}

const areAll = (values: readonly (Value | null)[]): values is readonly Value[] => !values.includes(null);

/** Of a buffer's values that were made before a moment, the one that is read longest. */
function latestOf(values: readonly Value[], { from, to }: Spans, before: number): Value | null {
  let latest: Value | null = null;
  for (const value of values) {
    if (from[value.id]! < before && (!latest || to[latest.id]! < to[value.id]!)) latest = value;
  }
  return latest;
}

/** The recipe that costs least, with what it takes to have its missing operands. */
function cheapest(recipes: readonly Recipe[], isThere: (buffer: Buffer) => boolean): Recipe | null {
  let best: Recipe | null = null;
  let least = Infinity;
  for (const recipe of recipes) {
    const missing = recipe.reads.filter((buffer) => !isThere(buffer)).length;
    const cost = recipe.cost * (1 + missing);
    if (cost < least) [best, least] = [recipe, cost];
  }
  return best;
}

/**
 * Whether what a recipe reads still holds what it held when its step ran, or what that step itself stored: a loop's carries
 * and variables change in place.
 */
function isUnchanged({ needs, starts }: Recipe, home: number, { tasks, known }: Timeline, before: number): boolean {
  const writersOf = (buffer: Buffer): readonly number[] => known.writers.get(buffer) ?? [];
  const isLater = (writer: number): boolean => tasks.findIndex((task) => isStep(task, writer)) >= before;
  return (
    needs.flatMap(writersOf).every((writer) => writer < home || isLater(writer)) &&
    starts.flatMap(writersOf).every((writer) => writer <= home || isLater(writer))
  );
}

const isStep = ({ home, recipe }: Task, step: number): boolean => recipe === null && home === step;

function redirected(task: Task, to: ReadonlyMap<Buffer, Value>): Task {
  if (!task.reads.some(({ buffer }) => to.has(buffer))) return task;
  return { ...task, reads: task.reads.map((value) => to.get(value.buffer) ?? value) };
}

/** The timeline without tasks that make nothing that is read. A recipe goes; a step keeps its place. */
export function withoutUnread(timeline: Timeline): Timeline {
  const wanted = new Uint8Array(timeline.count);
  for (const { id } of timeline.results) wanted[id] = 1;
  const tasks: Task[] = [];
  for (let at = timeline.tasks.length - 1; at >= 0; at--) {
    const task = timeline.tasks[at]!;
    if (task.stays || task.writes.some(({ id }) => wanted[id] === 1)) {
      for (const { id } of task.reads) wanted[id] = 1;
      tasks.push(task);
    } else if (!task.recipe) tasks.push(task.writes.length === 0 ? task : { ...task, reads: [], writes: [], cost: 0 });
  }
  return { ...timeline, tasks: tasks.reverse() };
}
