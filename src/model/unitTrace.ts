import type { Source } from '../base/index.js';
import { input, inTrace, type Tensor } from '../graph/index.js';
import { add, mul } from '../ops/index.js';
import type { Inputs } from './inputs.js';
import type { ModelTrace } from './modelTrace.js';
import { newNaming } from './naming.js';
import type { Kept, Variables } from './variables.js';

/** The leaves that all entry points of one model or program share. */
export interface UnitLeaves {
  readonly feeds: Readonly<Record<string, Tensor>>;
  readonly variables: Variables;
  /** Words that the caller of `create` gives: u32[2]. */
  readonly seed: Tensor;
  /** How many steps (or runs of a program that draws numbers) are done: u32[]. */
  readonly step: Tensor;
}

export const seedName = 'tapeless/seed';
export const stepName = 'tapeless/step';

export function unitLeaves(inputs: Inputs, source: Source): UnitLeaves {
  const feeds = Object.entries(inputs).map(([name, spec]) => [name, input(name, spec, spec.source)] as const);
  return {
    feeds: Object.fromEntries(feeds),
    variables: new Map(),
    seed: input(seedName, { dtype: 'u32', shape: [2] }, source),
    step: input(stepName, { dtype: 'u32', shape: [] }, source),
  };
}

/** What a trace leaves behind beside what the user's functions return. */
export interface TraceEffects {
  readonly taps: ReadonlyMap<string, Tensor>;
  readonly assigned: ReadonlyMap<Kept, Tensor>;
}

/** Runs user code as one trace of the unit. */
export function traceOnce<T>(leaves: UnitLeaves, training: boolean, f: (effects: TraceEffects) => T): T {
  const key = once(() => stepKey(leaves));
  let streams = 0;
  const trace: ModelTrace = {
    training,
    key,
    stream: () => streams++,
    taps: new Map(),
    naming: newNaming(),
    variables: leaves.variables,
    states: new Map(),
    assigned: new Map(),
  };
  return inTrace(trace, () => f(trace));
}

/**
 * The random key of a step: each word of the seed moved on by an odd constant a step, so that no two steps of one seed, and
 * no two seeds that differ in one word, share a key at any step. (2^32 over the golden ratio, and MurmurHash3's multiplier.)
 */
const stepKey = ({ seed, step }: UnitLeaves): Tensor => add(seed, mul(step, [0x9e3779b9, 0x85ebca6b]));

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}
