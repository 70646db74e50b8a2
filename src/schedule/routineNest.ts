import { kernelBuffers, type RoutineKernel } from '../kernels/index.js';
import type { LoopNest } from './loopNest.js';
import { makeNames } from './naming.js';
import { ownMemory } from './ownMemory.js';
import type { Profile } from './profile.js';
import { writeRoutine } from './routines/index.js';
import { vectorise } from './vectorise.js';

/** A kernel known by name as explicit loops: what it reads stays apart from what it writes. */
export function makeRoutineNest(kernel: RoutineKernel, { lanes }: Profile): Omit<LoopNest, 'title' | 'usesN'> {
  const { reads, writes } = kernelBuffers(kernel);
  const names = makeNames([
    ...reads.map((buffer) => ({ buffer, access: 'read' as const })),
    ...writes.map((buffer) => ({ buffer, access: 'write' as const })),
  ]);
  const { body, routines = [] } = writeRoutine(kernel, { memory: names.argument, fresh: names.fresh });
  const { pieces, scratch } = ownMemory(names.fresh);
  return {
    name: kernel.name,
    sources: kernel.sources,
    arguments: names.arguments(),
    scratch: pieces,
    routines,
    body: lanes > 1 ? vectorise(body, { fresh: names.fresh, scratch }) : body,
    reasons: kernel.reasons,
    bounds: { proved: 0, guarded: 0 },
    work: [],
  };
}
