import { identifierOf, member, moduleNames } from '../../src/base/index.js';
import type { BackEnd, EmitOptions, Emitted, Schedule } from '../../src/schedule/index.js';
import { encode } from './encoding/index.js';
import { assemble } from './kernels/assemble.js';
import { addressOf, memoryMap } from './kernels/memory.js';
import { wasmProfile } from './kernels/profile.js';
import { text } from './encoding/index.js';

/** Schedule to WebAssembly with SIMD128; the text around it is one function an entry point. */
export const wasm: BackEnd = { name: 'wasm', profile: wasmProfile, emit };

function emit(schedule: Schedule, { prefix }: EmitOptions): Emitted {
  const map = memoryMap(schedule);
  const program = assemble(schedule, map);
  const taken = new Set<string>([...moduleNames, 'N', 'm']);
  const global = (name: string): string => identifierOf(prefix === '' ? name : `${prefix}_${name}`, taken);
  const names = schedule.entries.map(({ name }) => global(name === 'init' ? 'initialize' : name));
  const functions = schedule.entries.map(({ name }, k) => [
    `function ${names[k]}(N, m) {`,
    `  ${member('m.program', name)}(N, m.capacity);`,
    '}',
  ]);
  const lines = functions.flatMap((block, k) => (k === 0 ? block : ['', ...block]));
  return {
    text: `${lines.join('\n')}\n`,
    entries: Object.fromEntries(schedule.entries.map(({ name }, k) => [name, { name: names[k]! }])),
    views: viewNames(schedule),
    lines: lines.map(() => null),
    wasm: {
      bytes: encode(program, { variableNames: false }),
      listing: text(program),
      addresses: schedule.buffers.map((buffer) => addressOf(buffer, map)),
      end: map.end,
      more: map.more,
      threads: program.imports.length > 0,
    },
  };
}

function viewNames({ buffers }: Schedule): string[] {
  const taken = new Set<string>(['program', 'capacity']);
  return buffers.map(({ name }) => identifierOf(name, taken));
}
