import { uniqueNames } from '../../base/index.js';
import type { Program } from '../kernel.js';
import { alignment, arenaOf } from '../memoryPlan.js';
import { namesIn } from '../steps.js';
import { choicesIn, type Choice } from './choice.js';
export type { Choice } from './choice.js';
import { plainName } from './recipe.js';
import { reduceTo } from './reduceTo.js';
import { timelineOf, type Timeline } from './timeline.js';
import { written } from './written.js';

/** How many bytes the arena may take for a batch. */
export interface Budget {
  readonly bytes: number;
  readonly batch: number;
}

/** A program within its budget, or as near to it as can be had. */
export interface Rematerialised {
  readonly program: Program;
  readonly choices: readonly Choice[];
  /** Bytes of the arena for the batch: as it was, and as it is. */
  readonly before: number;
  readonly after: number;
}

/**
 * What the arena holds for long, from the forward to the backward pass, is computed again instead, until the memory plan
 * keeps to the budget: what frees most bytes for the work that it adds. Results are the same, bit for bit. `exact` says
 * that storing an f32 rounds nothing.
 */
export function rematerialise(program: Program, { bytes, batch }: Budget, exact: boolean): Rematerialised {
  const before = arenaOf(program, batch);
  const unchanged: Rematerialised = { program, choices: [], before, after: before };
  if (before <= bytes) return unchanged;
  const timelines = program.entries.map((entry) => timelineOf(entry, { n: batch, exact }));
  const plan = (changed: readonly Timeline[]): Rematerialised => {
    const next = programOf(program, changed);
    return { program: next, choices: changed.flatMap(choicesIn), before, after: arenaOf(next, batch) };
  };
  const direct = lowered(timelines, bytes, bytes, plan);
  return direct.after <= bytes ? direct : inStages(timelines, bytes, { plan, unchanged });
}

type Plan = (timelines: readonly Timeline[]) => Rematerialised;

/** Rounds in which what gaps between buffers take is taken off the target. */
const mostRounds = 4;

/** Down to a target, and further by what the plan takes beyond it. */
function lowered(timelines: readonly Timeline[], target: number, bytes: number, plan: Plan): Rematerialised {
  let changed = timelines.map((timeline) => reduceTo(timeline, target));
  let best = plan(changed);
  for (let round = 1, goal = target; round < mostRounds && best.after > bytes; round++) {
    goal -= Math.max(best.after - bytes, goal / 256);
    changed = changed.map((timeline) => reduceTo(timeline, goal));
    const next = plan(changed);
    if (next.after >= best.after) break;
    best = next;
  }
  return best;
}

/** By how much each target lies below the last, and after how many that led no lower it is over. */
const stage = 0.9;
const patience = 4;

/**
 * Where the direct way leads astray: by way of nearer targets, each from where the last one led and from the start as well.
 */
function inStages(
  timelines: readonly Timeline[],
  bytes: number,
  { plan, unchanged }: { readonly plan: Plan; readonly unchanged: Rematerialised },
): Rematerialised {
  let best = unchanged;
  let changed = timelines;
  let target = best.before;
  for (let idle = 0; idle < patience && best.after > bytes; idle++) {
    target *= stage;
    const from = (start: readonly Timeline[]): readonly Timeline[] => start.map((one) => reduceTo(one, target));
    changed = from(changed);
    for (const found of [plan(changed), plan(from(timelines))]) {
      if (found.after >= best.after) continue;
      best = found;
      idle = -1;
    }
  }
  return best;
}

/** How much may be added to what seems to be the least, until it is found to be kept to. */
const margins = [1, 1.01, 1.03, 1.1];

/** The smallest budget that was found to be kept to. */
export function leastArena(program: Program, batch: number, exact: boolean): number {
  const { before, after } = rematerialise(program, { bytes: 0, batch }, exact);
  const tried = margins.map((margin) => Math.ceil((after * margin) / alignment) * alignment);
  return tried.find((bytes) => rematerialise(program, { bytes, batch }, exact).after <= bytes) ?? before;
}

function programOf(program: Program, timelines: readonly Timeline[]): Program {
  const names = namesIn(program);
  // What is made again always has a number.
  const unique = uniqueNames([...names, ...names.map(plainName)]);
  return {
    ...program,
    entries: timelines.map((timeline) => written(timeline, (buffer) => unique(plainName(buffer.name)))),
  };
}
