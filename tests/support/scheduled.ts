import { expect } from 'vitest';
import { nowhere } from '../../src/base/index.js';
import { makeGraph, verifyGraph, type EntryPoint, type Tensor, type Unit } from '../../src/graph/index.js';
import {
  arenaOf,
  makeProgram,
  planMemory,
  rematerialise,
  verifyProgram,
  type MemoryPlan,
  type Program,
} from '../../src/kernels/index.js';
import {
  makeSchedule,
  packOutside,
  packWithin,
  verifySchedule,
  type Profile,
  type Schedule,
} from '../../src/schedule/index.js';
import { optimized } from './optimized.js';

/** Tensors as a program: what is fed, what comes out, and variables with their new values. */
export interface Whole {
  readonly xs: readonly Tensor[];
  readonly ys: readonly Tensor[];
  /** New values of those inputs that are variables; an input that stays as it is stands for itself. */
  readonly updates?: ReadonlyMap<Tensor, Tensor>;
  /** A budget, as a share of what the arena would take; as near to it as can be had. */
  readonly share?: number;
}

/** A program after all stages but the last. Inputs, results and variables are named `x0`, `y0`, `v0` in their order. */
export interface Scheduled {
  readonly whole: Whole;
  readonly program: Program;
  readonly plan: MemoryPlan;
  readonly schedule: Schedule;
}

/** Runs tensors through every stage as they are, each checked by its own invariants; with `called`, as where numbers are checked. */
export function scheduled(whole: Whole, profile: Profile, called?: Parameters<typeof makeProgram>[1]): Scheduled {
  const unit = unitOf(whole);
  unit.entries.forEach(({ graph }) => expect(verifyGraph(graph)).toEqual([]));
  const program = withinShare(makeProgram(unit, called), whole.share, profile);
  expect(verifyProgram(program)).toEqual([]);
  const plan = planMemory(program);
  const schedule = makeSchedule(program, plan, profile);
  expect(verifySchedule(schedule)).toEqual([]);
  return { whole, program, plan, schedule };
}

function withinShare(program: Program, share: number | undefined, profile: Profile): Program {
  const usual = packOutside(program, profile);
  if (share === undefined) return usual;
  const bytes = Math.floor(share * arenaOf(usual, 1));
  const { program: squeezed, after } = rematerialise(program, { bytes, batch: 1 }, !profile.doubles);
  return packWithin(squeezed, profile, (one) => arenaOf(one, 1) <= Math.max(bytes, after)).program;
}

/** The same after the passes that a build runs. */
export function throughPasses({ xs, ys, updates = new Map(), ...rest }: Whole): Whole {
  const variables = [...updates.keys()];
  const graph = optimized(makeGraph(xs, [...ys, ...updates.values()]));
  const leaf = (x: Tensor): Tensor => graph.inputs[xs.indexOf(x)]!;
  const next = graph.outputs.slice(ys.length);
  return {
    xs: graph.inputs,
    ys: graph.outputs.slice(0, ys.length),
    updates: new Map(variables.map((x, k) => [leaf(x), next[k]!])),
    ...rest,
  };
}

/** Tensors as a unit with one entry point. */
export function unitOf({ xs, ys, updates = new Map() }: Whole): Unit {
  const graph = makeGraph(xs, [...ys, ...updates.values()]);
  const indexOf = (x: Tensor): number => xs.indexOf(x);
  const variables = [...updates.keys()];
  const entry: EntryPoint = {
    name: 'run',
    graph,
    feeds: xs
      .filter((x) => !updates.has(x))
      .map((x) => ({ name: `x${indexOf(x)}`, index: indexOf(x), dtype: x.dtype, shape: x.shape, source: nowhere })),
    readings: variables.map((x, k) => ({ variable: `v${k}`, index: indexOf(x) })),
    results: ys.map((_, k) => ({ kind: 'tensor', path: [`y${k}`], index: k })),
    updates: variables.map((_, k) => ({ variable: `v${k}`, index: ys.length + k })),
  };
  return {
    name: 'default',
    variables: variables.map(({ dtype, shape }, k) => ({
      name: `v${k}`,
      role: 'parameter',
      dtype,
      shape: shape as readonly number[],
      trainable: true,
      initial: 0,
      source: nowhere,
    })),
    entries: [entry],
  };
}
