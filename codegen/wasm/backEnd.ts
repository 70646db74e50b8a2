import { identifierOf } from '../../src/base/index.js';
import type { BackEnd, EmitOptions, Emitted, Schedule } from '../../src/schedule/index.js';
import { assemble } from './kernels/assemble.js';
import { addressOf, memoryMap } from './kernels/memory.js';
import { wasmProfile } from './kernels/profile.js';
import { placeOfSums } from './sums.js';
import { encode, text } from './encoding/index.js';
import { entriesInCalls, entriesWhole } from './entryText.js';

/** Schedule to WebAssembly with SIMD128; the text around it calls it once an entry point. */
export const wasm: BackEnd = { name: 'wasm', profile: wasmProfile, emit };

function emit(schedule: Schedule, { prefix, inCalls = false }: EmitOptions): Emitted {
  const map = memoryMap(schedule);
  const views = viewNames(schedule);
  const looksOn = inCalls || schedule.buffers.some(({ watched }) => watched);
  const { exported, lines, names } = looksOn ? entriesInCalls(schedule, views, prefix) : entriesWhole(schedule);
  const program = assemble(schedule, map, exported);
  const bytes = encode(program, { variableNames: false });
  let listing: string | null = null;
  return {
    text: lines.map((line) => `${line}\n`).join(''),
    entries: Object.fromEntries(schedule.entries.map(({ name }, k) => [name, { name: names[k]! }])),
    views,
    lines: lines.map(() => null),
    wasm: {
      bytes,
      // Builds never look at it, and to print it takes as long as to encode the program.
      get listing() {
        return (listing ??= text(program));
      },
      addresses: schedule.buffers.map((buffer) => addressOf(buffer, map)),
      end: map.end,
      more: map.more,
      threads: program.imports.length > 0,
      sums: placeOfSums(schedule, program, bytes),
    },
  };
}

function viewNames({ buffers }: Schedule): string[] {
  const taken = new Set<string>(['program', 'capacity']);
  return buffers.map(({ name }) => identifierOf(name, taken));
}
