import { polynomialAt, shapeAt, sizeOf, type NdArray } from '../../src/base/index.js';
import type { Tensor } from '../../src/graph/index.js';
import { sharedNest, type Placed, type Schedule } from '../../src/schedule/index.js';
import { encode } from '../../codegen/wasm/encoding/index.js';
import { addressOf, assemble, memoryMap, wasmProfile } from '../../codegen/wasm/index.js';
import { arrayOf, type TypedArray } from './memory.js';
import type { Outcome, Runnable } from './runJs.js';
import { scheduled, type Whole } from './scheduled.js';

/** Bytes of canary before and after every buffer. */
const guard = 64;
const canary = 0xa5;

/** The WebAssembly of a program, over poisoned memory: a byte that is written outside of a buffer fails. */
export function compiledWasm(whole: Whole): Runnable {
  const { schedule: dense } = scheduled(whole, wasmProfile);
  // Loops are printed as those that threads share, of which there is one here.
  const schedule = spaced({ ...dense, nests: dense.nests.map((nest) => sharedNest(nest, 0)) });
  const map = memoryMap(schedule);
  const compiled = new WebAssembly.Module(encode(assemble(schedule, map)) as BufferSource);
  const entry = schedule.entries[0]!;
  const variables = [...(whole.updates?.keys() ?? [])];
  const run = (fed: ReadonlyMap<Tensor, NdArray>, n = 1): Outcome => {
    const capacity = Math.ceil(n / 16) * 16;
    const pages = Math.ceil((polynomialAt(map.end, capacity) + guard) / 65536);
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
    const instance = new WebAssembly.Instance(compiled, { host: { memory, meet: () => undefined } });
    const view = (name: string): TypedArray => {
      const buffer = schedule.buffers.find((b) => b.name === name)!;
      const array = { f32: Float32Array, i32: Int32Array, u32: Uint32Array, bool: Uint8Array }[buffer.dtype];
      const length = polynomialAt(sizeOf(buffer.shape), n);
      return new array(memory.buffer as unknown as ArrayBuffer, polynomialAt(addressOf(buffer, map), capacity), length);
    };
    for (const { name, dtype, data } of schedule.buffers)
      if (!data) view(name).fill(dtype === 'f32' ? NaN : dtype === 'bool' ? 1 : 0x5a5a5a5a);
    const guards = schedule.buffers.flatMap((buffer) => {
      const at = polynomialAt(addressOf(buffer, map), capacity);
      const { byteLength } = view(buffer.name);
      return [at - guard, at + byteLength].map(
        (start) => new Uint8Array(memory.buffer, Math.max(0, start), start < 0 ? 0 : guard),
      );
    });
    guards.forEach((bytes) => bytes.fill(canary));
    const fill = (name: string, { data }: NdArray): void => view(name).set(data as never);
    entry.feeds.forEach(({ fed: own, buffer }) => fill(buffer, fed.get(whole.xs[own.index]!)!));
    schedule.variables.forEach(({ buffer }, k) => fill(buffer, fed.get(variables[k]!)!));
    (instance.exports['run'] as (n: number, c: number) => void)(n, capacity);
    if (guards.some((bytes) => bytes.some((byte) => byte !== canary))) throw new Error('a guard band was overwritten');
    const read = (buffer: string, { dtype, shape }: Tensor): NdArray => arrayOf(view(buffer), dtype, shapeAt(shape, n));
    return {
      results: entry.results.map(({ buffers }, k) => read(buffers[0]!, whole.ys[k]!)),
      variables: schedule.variables.map(({ buffer }, k) => read(buffer, variables[k]!)),
    };
  };
  return Object.assign(run, { singleSums: true });
}

/** The same schedule with every buffer apart from all others: no two share memory, and canaries lie between them. */
function spaced(schedule: Schedule): Schedule {
  const ends = { constants: [guard], state: [guard], arena: [guard] } as Record<Placed['space'], number[]>;
  const aligned = (bytes: number): number => Math.ceil(bytes / 64) * 64;
  const buffers = schedule.buffers.map((buffer): Placed => {
    const offset = ends[buffer.space];
    const bytes = buffer.bytes.map((c, k) => (k === 0 ? aligned(c + 2 * guard) : aligned(c)));
    ends[buffer.space] = Array.from(
      { length: Math.max(offset.length, bytes.length) },
      (_, k) => (offset[k] ?? 0) + (bytes[k] ?? 0),
    );
    return { ...buffer, offset };
  });
  const memory = {
    ...schedule.memory,
    constants: ends.constants[0]!,
    state: ends.state[0]!,
    arena: ends.arena,
  };
  return { ...schedule, buffers, memory };
}
