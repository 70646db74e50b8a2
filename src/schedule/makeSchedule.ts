import type { Buffer, Kernel, MemoryPlan, Program, Step } from '../kernels/index.js';
import { buffersIn, kernelBuffers, slicesBehind } from '../kernels/index.js';
import { kernelKey } from './kernelKey.js';
import type { LoopNest } from './loopNest.js';
import { makeNest } from './makeNest.js';
import type { Profile } from './profile.js';
import { shareNests } from './share.js';
import type { Placed, PlacedSlice, Schedule, Scheduled } from './schedule.js';

/** Program to schedule: a nest for each kernel, an address for each buffer. */
export function makeSchedule(program: Program, plan: MemoryPlan, profile: Profile): Schedule {
  const nests: LoopNest[] = [];
  const known = new Map<string, number>();
  const ofKernels = new Map<string, number>();
  // Entry points do much of the same work: equal nests are one function, called with other buffers.
  const add = (nest: LoopNest): number => {
    const { reasons: _, ...same } = nest;
    const key = JSON.stringify(same);
    const index = known.get(key) ?? nests.push(nest) - 1;
    known.set(key, index);
    return index;
  };
  // Of equal kernels one is laid out.
  const nestOf = (kernel: Kernel): number => {
    const key = kernelKey(kernel);
    const index = (key === null ? undefined : ofKernels.get(key)) ?? add(makeNest(kernel, profile));
    if (key !== null) ofKernels.set(key, index);
    return index;
  };
  const callsOf = (steps: readonly Step[]): Scheduled[] =>
    steps.map((step): Scheduled => {
      switch (step.kind) {
        case 'kernel':
          return { kind: 'call', nest: nestOf(step.kernel), buffers: namesOf(step.kernel) };
        case 'loop': {
          const { name, length, reverse } = step.iteration;
          return { kind: 'loop', name, extent: length, reverse, body: callsOf(step.body) };
        }
        case 'while':
          return { ...step, test: callsOf(step.test), condition: step.condition.name, body: callsOf(step.body) };
        case 'branch': {
          const { condition, then, otherwise } = step;
          return { kind: 'branch', condition: condition.name, then: callsOf(then), otherwise: callsOf(otherwise) };
        }
      }
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
    slices: slicesOf(program),
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

/** All slices that kernels use, each behind what it is a part of. */
function slicesOf({ entries }: Program): PlacedSlice[] {
  const used = entries.flatMap(({ steps }) => buffersIn(steps)).flatMap(slicesBehind);
  return [...new Set(used)].map(({ name, dtype, shape, slice, watched }) => ({
    name,
    dtype,
    shape,
    of: slice!.of.name,
    loop: slice!.iteration.name,
    ...(watched && { watched }),
  }));
}

/** In the order of the nest's arguments. */
function namesOf(kernel: Kernel): string[] {
  const { reads, writes } = kernelBuffers(kernel);
  return [...reads.filter((b) => !writes.includes(b)), ...new Set(writes)].map(({ name }) => name);
}
