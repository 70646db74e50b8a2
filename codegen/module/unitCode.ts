import { stringLiteral } from '../../src/base/index.js';
import type { EmittedWasm } from '../../src/schedule/index.js';
import { constantsCode, largestBatch, smallestCapacity, viewsCode } from './buffers.js';
import { entryCode, type Needs } from './entries.js';
import { array, call, layOut, numbers, object, property, type Code } from './layout.js';
import { inputNames, type ModuleUnit } from './moduleUnit.js';
import { polynomialCode } from './polynomialCode.js';
import { stampOf } from './programFile.js';
import { variablesCode } from './variables.js';

/** Names of a unit's own constants at the top of the module. */
export interface UnitNames {
  readonly unit: string;
  readonly constants: string;
  /** The function that gives a program in WebAssembly. */
  readonly program: string;
  /** The file that has it instead. */
  readonly file: string | null;
}

/** Everything that the runtime has to know about a model or program, as a constant. */
export function unitCode(unit: ModuleUnit, names: UnitNames, limit: number, needs: Needs): string[] {
  const { schedule, emitted } = unit;
  const { wasm } = emitted;
  const constants = wasm ? null : constantsCode(unit);
  const { memory } = schedule;
  const smallest = smallestCapacity(schedule);
  const init = schedule.entries.find(({ name }) => name === 'init');
  const fields: Code[] = [
    property('inputs', array(inputNames(schedule).map(stringLiteral), 'new Set([', '])')),
    ...(wasm
      ? [...whereaboutsCode(wasm, names), bytesCode(wasm)]
      : [
          `stateBytes: ${memory.state}`,
          `bytes: ${memory.arena.length > 1 ? '(C)' : '()'} => ${polynomialCode(memory.arena, 'C')}`,
        ]),
    `largest: ${largestBatch(unit, limit)}`,
    // An instance starts with room for 16.
    ...(smallest > 16 ? [`smallest: ${smallest}`] : []),
    viewsCode(unit, names.constants),
    property('variables', variablesCode(unit)),
    ...(init ? [property('init', emitted.entries['init']!.name)] : []),
    ...schedule.entries.filter((entry) => entry !== init).map((entry) => entryCode(unit, entry, needs)),
  ];
  return [
    ...(constants === null ? [] : [declaration(names.constants, constants)]),
    declaration(names.unit, { ...object(fields), tall: true }),
  ];
}

function whereaboutsCode({ bytes, sums }: EmittedWasm, { program, file }: UnitNames): Code[] {
  const places = sums ? [property('sums', numbers(sums))] : [];
  if (file === null) return [program === 'program' ? program : property('program', program), ...places];
  const url = call('new URL', [stringLiteral(`./${encodeURIComponent(file)}`), 'import.meta.url']);
  return [['program: () => ', url], property('stamp', stringLiteral(stampOf(bytes))), ...places];
}

function bytesCode({ end, more, threads }: EmittedWasm): string {
  if (!threads) return `bytes: ${end.length > 1 ? '(C)' : '()'} => ${polynomialCode(end, 'C')}`;
  const each = polynomialCode(more, 'C');
  return `bytes: (C, threads = 0) => ${polynomialCode(end, 'C')} + threads * ${more.length > 1 ? `(${each})` : each}`;
}

/** The function with a unit's bytes. It stands last in the module: between texts it would keep them from being compressed as one. */
export function programCode({ emitted: { wasm } }: ModuleUnit, { program, file }: UnitNames): string[] {
  if (!wasm || file !== null) return [];
  return [[`function ${program}() {`, `  return '${hex(wasm.bytes)}';`, '}'].join('\n')];
}

/** Not in base64: what repeats in the bytes repeats in this text too, so that it ships a quarter smaller once compressed. */
const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

export function declaration(name: string, code: Code): string {
  const head = `const ${name} = `;
  return `${head}${layOut(code, 0, head.length, 1)};`;
}
