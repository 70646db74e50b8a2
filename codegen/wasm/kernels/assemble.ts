import { routinesOf, type Schedule } from '../../../src/schedule/index.js';
import { wasmModule, type DataSegment, type WasmFunction, type WasmModule } from '../encoding/index.js';
import { functionsFor, type VectorFunctionName } from '../polynomials/index.js';
import { entryFunction, type Exported } from './entries.js';
import { nestFunction, routineFunction, type Shared } from './functions.js';
import { memoryMap, type MemoryMap } from './memory.js';
import { threadsOf } from './threads.js';

/**
 * A schedule as a module of WebAssembly: it imports its memory, and exports functions of (N, C), one for each entry point
 * if nothing else is said.
 */
export function assemble(
  schedule: Schedule,
  map: MemoryMap = memoryMap(schedule),
  exported: readonly Exported[] = schedule.entries,
): WasmModule {
  const scratch = { name: 'scratch', type: 'i32' } as const;
  const used = new Set<VectorFunctionName>();
  const routines = new Map<string, WasmFunction>();
  const threads = threadsOf(schedule);
  const own = new Set<WasmFunction>();
  const shared: Shared = { used, own, routines, scratch, threads };
  for (const routine of routinesOf(schedule)) routines.set(routine.name, routineFunction(routine, shared));
  const unique = makeUnique(exported.map(({ name }) => name));
  const functions = schedule.nests.map((nest) => nestFunction(nest, unique(nest.name), shared));
  const entries = exported.map((entry) => entryFunction(entry, { schedule, functions, map, threads }));
  return wasmModule({
    memory: { name: 'memory', initial: 1, maximum: 65536, shared: true, from: { module: 'host', name: 'memory' } },
    imports: threads?.imports ?? [],
    globals: [{ ...scratch, mutable: threads !== null, initial: map.scratch }, ...(threads?.globals ?? [])],
    functions: [
      ...functionsFor(used),
      ...own,
      ...routines.values(),
      ...(threads?.functions ?? []),
      ...functions,
      ...entries,
    ],
    exports: [
      ...exported.map(({ name }) => ({ name, kind: 'function', of: name }) as const),
      ...(threads?.exports ?? []),
    ],
    data: dataOf(schedule, map),
  });
}

/** Kernels of one name get numbers; none is called as an entry point, a routine or a function of mathematics. */
function makeUnique(taken: readonly string[]): (name: string) => string {
  const names = new Set(taken);
  return (name) => {
    let free = name;
    for (let k = 2; names.has(free) || /^(?:\$|sums\d)/.test(free); k++) free = `${name} ${k}`;
    names.add(free);
    return free;
  };
}

/** Constants, put in place before anything runs. */
function dataOf({ buffers }: Schedule, { constants }: MemoryMap): DataSegment[] {
  return buffers.flatMap(({ name, dtype, data, offset }) => {
    if (!data) return [];
    const array = { f32: Float32Array, i32: Int32Array, u32: Uint32Array, bool: Uint8Array }[dtype];
    return [{ name, bytes: new Uint8Array(array.from(data).buffer), at: constants + (offset[0] ?? 0) }];
  });
}
