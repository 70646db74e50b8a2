import { polynomialAt } from '../../base/index.js';
import type { Buffer, Program, ProgramEntry } from '../kernel.js';
import { capacityOf, kernelBuffers, kernelsInOrder, planMemory } from '../memoryPlan.js';
import { choicesIn, type Choice } from './choice.js';
export type { Choice } from './choice.js';
import { plainName, type Circumstances } from './recipe.js';
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

/** Rounds in which what gaps between buffers take is taken off the target. */
const mostRounds = 8;

/**
 * What the arena holds for long, from the forward to the backward pass, is computed again instead, until the memory plan
 * keeps to the budget: what frees most bytes for the work that it adds. Results are the same, bit for bit. `exact` says
 * that storing an f32 rounds nothing.
 */
export function rematerialise(program: Program, { bytes, batch }: Budget, exact: boolean): Rematerialised {
  const before = arenaOf(program, batch);
  if (before <= bytes) return { program, choices: [], before, after: before };
  const circumstances: Circumstances = { n: batch, exact };
  let timelines = program.entries.map((entry) => timelineOf(entry, circumstances));
  let best: Rematerialised = { program, choices: [], before, after: before };
  let target = bytes;
  for (let round = 0; round < mostRounds && best.after > bytes; round++) {
    timelines = timelines.map((timeline) => reduceTo(timeline, target));
    const next = programOf(program, timelines);
    const after = arenaOf(next, batch);
    if (after < best.after) best = { program: next, choices: timelines.flatMap(choicesIn), before, after };
    target -= Math.max(after - bytes, target / 256);
  }
  return best;
}

/** About how many times the least is looked for. */
const searches = 6;

/** The smallest budget that was found to be kept to: about the least there is. */
export function leastArena(program: Program, { bytes, batch }: Budget, exact: boolean): number {
  let least = arenaOf(program, batch);
  let low = bytes;
  for (let k = 0; k < searches; k++) {
    const middle = Math.floor((low + least) / 2);
    const { after } = rematerialise(program, { bytes: middle, batch }, exact);
    if (after <= middle) least = middle;
    else low = middle;
  }
  return least;
}

const arenaOf = (program: Program, batch: number): number => polynomialAt(planMemory(program).arena, capacityOf(batch));

function programOf(program: Program, timelines: readonly Timeline[]): Program {
  const names = new Set(namesIn(program));
  const unique = (buffer: Buffer): string => {
    const name = plainName(buffer);
    for (let k = 1; ; k++) {
      const found = `${name}.${k}`;
      if (names.has(found)) continue;
      names.add(found);
      return found;
    }
  };
  return { ...program, entries: timelines.map((timeline) => written(timeline, unique)) };
}

const namesIn = ({ variables, entries }: Program): string[] => [
  ...variables.map(({ buffer }) => buffer.name),
  ...entries.flatMap(namesOfEntry),
];

const namesOfEntry = ({ steps, feeds }: ProgramEntry): string[] => [
  ...feeds.map(({ buffer }) => buffer.name),
  ...kernelsInOrder(steps).flatMap((kernel) => {
    const { reads, writes } = kernelBuffers(kernel);
    return [...reads, ...writes].map(({ name }) => name);
  }),
];
