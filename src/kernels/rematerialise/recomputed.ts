import type { Buffer } from '../kernel.js';
import type { Recipe } from './recipe.js';
import { spansOf, type Span, type Task, type Timeline, type Value } from './timeline.js';

/** Where something is computed again, and what happens to operands that are gone by then. */
export interface Place {
  /** The task before which it is computed. */
  readonly before: number;
  /** So many links of a chain are computed again, too; what lies further back is kept. */
  readonly depth: number;
  /** What takes no more than this is rather kept. */
  readonly small: number;
}

/**
 * A timeline in which a recipe is carried out once more, and whoever reads its results from there on reads the new ones.
 * What nobody reads any more is left out. Null where an operand cannot be had.
 */
export function recomputed(timeline: Timeline, recipe: Recipe, place: Place): Timeline | null {
  const { tasks, known } = timeline;
  const spans = spansOf(timeline);
  const inserted: Task[] = [];
  const added = new Map<Buffer, Value>();
  const latest = latestBefore(spans, place.before);
  const operand = (buffer: Buffer, depth: number): Value | null => {
    const own = added.get(buffer);
    if (own) return own;
    const there = latest.get(buffer);
    if (!there) return null;
    const [value, { to }] = there;
    if (to >= place.before || value.bytes <= place.small || depth === 0) return value;
    const again = cheapest(known.recipes.get(buffer) ?? [], latest, place.before);
    return again && carryOut(again, depth - 1) ? added.get(buffer)! : value;
  };
  const carryOut = (one: Recipe, depth: number): boolean => {
    const home = known.homeOf.get(one)!;
    if (!isUnchanged(one, home, timeline, place.before)) return false;
    const reads = one.reads.map((buffer) => operand(buffer, depth));
    if (!areAll(reads)) return false;
    const writes = one.makes.map((buffer): Value => ({ buffer, bytes: known.bytesOf(buffer) }));
    writes.forEach((value) => added.set(value.buffer, value));
    inserted.push({ home, recipe: one, reads, writes, cost: one.cost, stays: false });
    return true;
  };
  if (!carryOut(recipe, place.depth)) return null;
  const later = tasks.slice(place.before).map((task) => redirected(task, added));
  return withoutUnread({ ...timeline, tasks: [...tasks.slice(0, place.before), ...inserted, ...later] });
}

const areAll = (values: readonly (Value | null)[]): values is readonly Value[] => !values.includes(null);

type Latest = ReadonlyMap<Buffer, readonly [Value, Span]>;

/** Of each buffer the value that was made last before a moment, or rather the one that is read longest. */
function latestBefore(spans: ReadonlyMap<Value, Span>, before: number): Latest {
  const latest = new Map<Buffer, readonly [Value, Span]>();
  for (const [value, span] of spans) {
    const other = latest.get(value.buffer);
    if (span.from < before && (!other || other[1].to < span.to)) latest.set(value.buffer, [value, span]);
  }
  return latest;
}

/** The recipe that costs least, with what its missing operands cost in their turn. */
function cheapest(recipes: readonly Recipe[], latest: Latest, before: number): Recipe | null {
  const missing = ({ reads }: Recipe): number =>
    reads.reduce((sum, buffer) => sum + ((latest.get(buffer)?.[1].to ?? -1) >= before ? 0 : 1), 0);
  let best: Recipe | null = null;
  let least = Infinity;
  for (const recipe of recipes) {
    const cost = recipe.cost * (1 + missing(recipe));
    if (cost < least) [best, least] = [recipe, cost];
  }
  return best;
}

/** Whether the variables that a recipe reads still hold what they held when its step ran. */
function isUnchanged({ variables }: Recipe, home: number, { tasks, known }: Timeline, before: number): boolean {
  const written = variables.flatMap((buffer) => known.writers.get(buffer) ?? []);
  return written.every((writer) => writer < home || tasks.findIndex((task) => isStep(task, writer)) >= before);
}

const isStep = ({ home, recipe }: Task, step: number): boolean => recipe === null && home === step;

function redirected(task: Task, to: ReadonlyMap<Buffer, Value>): Task {
  if (!task.reads.some(({ buffer }) => to.has(buffer))) return task;
  return { ...task, reads: task.reads.map((value) => to.get(value.buffer) ?? value) };
}

/** The timeline without tasks that make nothing that is read. A recipe goes; a step keeps its place. */
export function withoutUnread(timeline: Timeline): Timeline {
  const wanted = new Set(timeline.results);
  const tasks: Task[] = [];
  for (const task of [...timeline.tasks].reverse()) {
    if (task.stays || task.writes.some((value) => wanted.has(value))) {
      task.reads.forEach((value) => wanted.add(value));
      tasks.push(task);
    } else if (!task.recipe) tasks.push({ ...task, reads: [], writes: [], cost: 0 });
  }
  return { ...timeline, tasks: tasks.reverse() };
}
