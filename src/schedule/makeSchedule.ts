import { unreachable } from '../base/index.js';
import type { Buffer, Kernel, MemoryPlan, Program, Step } from '../kernels/index.js';
import { kernelBuffers } from '../kernels/index.js';
import type { LoopNest } from './loopNest.js';
import { makeNest } from './makeNest.js';
import type { Profile } from './profile.js';
import { shareNests } from './share.js';
import type { Call, LoopOfCalls, Placed, Schedule } from './schedule.js';

/** Program to schedule: a nest for each kernel, an address for each buffer. */
export function makeSchedule(program: Program, plan: MemoryPlan, profile: Profile): Schedule {
  const nests: LoopNest[] = [];
  const known = new Map<string, number>();
  // Entry points do much of the same work: equal nests are one function, called with other buffers.
  const add = (nest: LoopNest): number => {
    const { reasons: _, ...same } = nest;
    const key = JSON.stringify(same);
    const index = known.get(key) ?? nests.push(nest) - 1;
    known.set(key, index);
    return index;
  };
  const callsOf = (steps: readonly Step[]): (Call | LoopOfCalls)[] =>
    steps.map((step) => {
      if (step.kind === 'kernel') {
        return { kind: 'call', nest: add(makeNest(step.kernel, profile)), buffers: namesOf(step.kernel) };
      }
      const { extent } = step.iteration;
      if (typeof extent !== 'number') return unreachable('the number of iterations is known');
      return { kind: 'loop', name: 't', extent, body: callsOf(step.body) };
    });
  const entries = program.entries.map(({ name, steps, feeds, results }) => ({
    name,
    calls: callsOf(steps),
    feeds: feeds.map(({ fed, buffer }) => ({ fed, buffer: buffer.name })),
    results: results.map(({ result, buffers }) => ({ result, buffers: buffers.map((b) => b.name) })),
  }));
  return {
    name: program.name,
    variables: program.variables.map(({ variable, buffer }) => ({ variable, buffer: buffer.name })),
    buffers: [...plan.addresses].map(([buffer, address]) => placed(buffer, address)),
    nests: shareNests(nests, entries, profile),
    entries,
    memory: {
      state: plan.state,
      constants: plan.constants,
      arena: plan.arena,
      lowerBound: plan.lowerBound,
      planned: plan.planned,
    },
  };
}

const placed = (
  { name, dtype, shape, space, data, watched }: Buffer,
  { offset, bytes }: Pick<Placed, 'offset' | 'bytes'>,
): Placed => {
  return { name, dtype, shape, space, offset, bytes, ...(data && { data }), ...(watched && { watched }) };
};

/** In the order of the nest's arguments. */
function namesOf(kernel: Kernel): string[] {
  const { reads, writes } = kernelBuffers(kernel);
  return [...reads.filter((b) => !writes.includes(b)), ...new Set(writes)].map(({ name }) => name);
}
