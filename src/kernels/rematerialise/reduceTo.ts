import type { Buffer } from '../kernel.js';
import { outlookOn, recomputed, withoutUnread } from './recomputed.js';
import { replayed } from './replayed.js';
import type { Recipe } from './recipe.js';
import { costOf, excessOf, liveBytes, spansOf, type Task, type Timeline, type Value } from './timeline.js';

/**
 * Computes values again, one choice after another, until no moment has more bytes alive than wanted, or nothing helps any
 * more. Each time what takes off most bytes above the target for the work that it adds.
 */
export function reduceTo(timeline: Timeline, target: number): Timeline {
  let current = measured(timeline, target);
  while (current.excess > 0) {
    const next = bestOf(current, target);
    if (!next) break;
    current = next;
  }
  return withoutNeedless(current, target).timeline;
}

interface Measured {
  readonly timeline: Timeline;
  readonly excess: number;
  readonly cost: number;
}

function measured(timeline: Timeline, target: number): Measured {
  const live = liveBytes(timeline, spansOf(timeline));
  return { timeline, excess: excessOf(live, target), cost: costOf(timeline) };
}

/** A recipe to carry out before a task: it ends a gap in which a value is alive and nobody reads it. */
interface Proposal {
  readonly recipe: Recipe;
  readonly before: number;
  readonly freed: number;
  /** Bytes above the target that it takes off at most, over all moments. */
  readonly atMost: number;
}

/** So many proposals are tried out in a round; more only where none of them helps. */
const tried = 12;
/** Links of a chain that are computed again. */
const depths = [0, 1, 2, 4, 64];
/** An operand this much smaller than what is freed is kept rather than computed again. */
const smallShare = 1 / 16;

function bestOf(current: Measured, target: number): Measured | null {
  const proposals = proposalsOf(current.timeline, target).sort(
    (a, b) => b.atMost / (b.recipe.cost + 1) - a.atMost / (a.recipe.cost + 1),
  );
  const outlook = outlookOn(current.timeline);
  let best: Measured | null = null;
  let most = 0;
  const consider = (timeline: Timeline): void => {
    const next = measured(timeline, target);
    const gain = (current.excess - next.excess) / Math.max(1, next.cost - current.cost);
    if (next.excess < current.excess && gain > most) [best, most] = [next, gain];
  };
  for (const replay of current.timeline.known.replays) {
    const timeline = replayed(outlook, replay);
    if (timeline) consider(timeline);
  }
  for (let start = 0; start < proposals.length; start += tried) {
    for (const { recipe, before, freed } of proposals.slice(start, start + tried)) {
      for (const depth of depths) {
        const outcome = recomputed(outlook, recipe, { before, depth, small: freed * smallShare });
        if (!outcome) continue;
        consider(outcome.timeline);
        if (!outcome.cut) break;
      }
    }
    if (best) return best;
  }
  return best;
}

function proposalsOf(timeline: Timeline, target: number): Proposal[] {
  const { tasks, known } = timeline;
  const above = Array.from(liveBytes(timeline, spansOf(timeline)), (bytes) => Math.max(0, bytes - target));
  const proposals = new Map<string, Proposal>();
  const ids = new Map<Recipe, number>();
  for (const [value, moments] of usesOf(timeline)) {
    const recipes = known.recipes.get(value.buffer);
    if (!recipes) continue;
    moments.forEach((before, k) => {
      const after = moments[k - 1];
      if (after === undefined || before >= tasks.length) return;
      // A moment stands one place further on among the live bytes.
      const atMost = above.slice(after + 2, before + 1).reduce((sum, bytes) => sum + Math.min(bytes, value.bytes), 0);
      if (atMost === 0) return;
      for (const recipe of recipes) {
        if (!ids.has(recipe)) ids.set(recipe, ids.size);
        const key = `${ids.get(recipe)} ${before}`;
        const other = proposals.get(key);
        const freed = value.bytes + (other?.freed ?? 0);
        proposals.set(key, { recipe, before, freed, atMost: atMost + (other?.atMost ?? 0) });
      }
    });
  }
  return [...proposals.values()];
}

/** The moments at which a value is made and read, in order. */
function usesOf({ tasks, fed }: Timeline): Map<Value, number[]> {
  const uses = new Map<Value, number[]>(fed.map((value) => [value, [-1]]));
  tasks.forEach(({ reads, writes }, at) => {
    for (const value of reads) uses.get(value)?.push(at);
    for (const value of writes) if (!uses.has(value)) uses.set(value, [at]);
  });
  return uses;
}

/** Takes back what later choices have made needless, the dearest first. */
function withoutNeedless(reduced: Measured, target: number): Measured {
  let current = reduced;
  const recipes = reduced.timeline.tasks.filter(({ recipe }) => recipe !== null).sort((a, b) => b.cost - a.cost);
  for (const { writes } of recipes) {
    const timeline = takenBack(current.timeline, writes);
    if (!timeline) continue;
    const next = measured(timeline, target);
    if (next.excess <= current.excess && next.cost < current.cost) current = next;
  }
  return current;
}

/** The timeline without the recipe that made these values: their readers read what was there before. Null where that is gone. */
function takenBack(timeline: Timeline, made: readonly Value[]): Timeline | null {
  const before = new Map<Buffer, Value>();
  const instead = new Map<Value, Value>();
  const tasks: Task[] = [];
  for (const one of timeline.tasks) {
    if (one.writes === made) {
      if (!made.every(({ buffer }) => before.has(buffer))) return null;
      made.forEach((value) => instead.set(value, before.get(value.buffer)!));
      continue;
    }
    one.writes.forEach((value) => before.set(value.buffer, value));
    tasks.push(
      one.reads.some((value) => instead.has(value))
        ? { ...one, reads: one.reads.map((value) => instead.get(value) ?? value) }
        : one,
    );
  }
  return withoutUnread({ ...timeline, tasks });
}
