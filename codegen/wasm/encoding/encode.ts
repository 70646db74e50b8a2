import { makeBytes, type Bytes } from './bytes.js';
import { encodeInstruction, encodeNumber, type Indices } from './encodeInstruction.js';
import type { Local } from './instruction.js';
import {
  checkCalls,
  functionTypes,
  indexBy,
  isImported,
  namesSegments,
  orderedFunctions,
  orderedGlobals,
} from './moduleIndices.js';
import { nameSection } from './nameSection.js';
import { codes, typeCodes } from './opcodes.js';
import {
  localsOf,
  type Global,
  type ImportedFrom,
  type ImportedFunction,
  type Memory,
  type WasmFunction,
  type WasmModule,
} from './wasmModule.js';

const header = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
const kinds = { function: 0, memory: 2, global: 3 } as const;
const functionType = 0x60;

/** What is left out of a module's bytes. */
export interface EncodeOptions {
  /** Names of functions' variables: what a debugger shows, a quarter of the bytes. There where absent. */
  readonly variableNames?: boolean;
}

/** A module's bytes: the same module gives the same bytes. */
export function encode(module: WasmModule, { variableNames = true }: EncodeOptions = {}): Uint8Array {
  checkCalls(module);
  const bytes = makeBytes();
  const locals = module.functions.map(localsOf);
  bytes.all(header);
  for (const { id, count, write } of sectionsOf(module, locals)) {
    if (count === 0) continue;
    bytes.byte(id);
    bytes.sized((inner) => {
      inner.unsigned(count);
      write(inner);
    });
  }
  bytes.byte(0);
  bytes.sized((inner) => nameSection(module, variableNames ? locals : null, inner));
  return bytes.finish();
}

interface Section {
  readonly id: number;
  /** Of what it lists; without any there is no section. */
  readonly count: number;
  readonly write: (inner: Bytes) => void;
}

/** In the order that the format demands, which is not that of their numbers. */
function sectionsOf(module: WasmModule, locals: readonly (readonly Local[])[]): readonly Section[] {
  const { data, exports, functions, imports, memory } = module;
  const { types, indices: typeIndices } = functionTypes(module);
  const globals = orderedGlobals(module);
  const imported = globals.filter(isImported);
  const own = memory && !memory.from ? [memory] : [];
  const indices = {
    global: indexBy('global', globals),
    segment: indexBy('data segment', data),
    callee: indexBy('function', orderedFunctions(module)),
  };
  const find = { function: indices.callee, global: indices.global, memory: indexBy('memory', memory ? [memory] : []) };
  return [
    section(1, types, ({ parameters, result }, inner) => {
      inner.byte(functionType);
      inner.unsigned(parameters.length);
      inner.all(parameters.map((type) => typeCodes[type]));
      inner.all(result === null ? [0] : [1, typeCodes[result]]);
    }),
    section(2, [...imports, ...(memory?.from ? [memory] : []), ...imported], (item, inner, k) =>
      encodeImport(item, typeIndices[k]!, inner),
    ),
    section(3, typeIndices.slice(imports.length), (index, inner) => inner.unsigned(index)),
    section(5, own, encodeMemory),
    section(6, globals.slice(imported.length), ({ initial, type, mutable }, inner) => {
      inner.all([typeCodes[type], mutable ? 1 : 0]);
      encodeNumber(type, initial as number, inner);
      inner.byte(codes.end);
    }),
    section(7, exports, ({ name, kind, of }, inner) => {
      inner.text(name);
      inner.byte(kinds[kind]);
      inner.unsigned(find[kind](of));
    }),
    // Code is checked in one go: where it names segments, engines have to know before it how many there are.
    { id: 12, count: namesSegments(module) ? data.length : 0, write: () => undefined },
    section(10, functions, (f, inner, k) => inner.sized((body) => encodeBody(f, locals[k]!, indices, body))),
    section(11, data, ({ at, bytes: content }, inner) => {
      inner.byte(at === null ? 1 : 0);
      if (at !== null) {
        encodeNumber('i32', at | 0, inner);
        inner.byte(codes.end);
      }
      inner.unsigned(content.length);
      inner.all(content);
    }),
  ];
}

const section = <Item>(
  id: number,
  items: readonly Item[],
  write: (item: Item, inner: Bytes, k: number) => void,
): Section => ({ id, count: items.length, write: (inner) => items.forEach((item, k) => write(item, inner, k)) });

function encodeImport(imported: ImportedFunction | Memory | Global, type: number, bytes: Bytes): void {
  const { module, name } = ('from' in imported ? imported.from : imported.initial) as ImportedFrom;
  bytes.text(module);
  bytes.text(name);
  if ('parameters' in imported) {
    bytes.byte(kinds.function);
    bytes.unsigned(type);
  } else if ('from' in imported) {
    bytes.byte(kinds.memory);
    encodeMemory(imported, bytes);
  } else bytes.all([kinds.global, typeCodes[imported.type], imported.mutable ? 1 : 0]);
}

function encodeMemory({ initial, maximum, shared }: Memory, bytes: Bytes): void {
  bytes.byte((maximum === null ? 0 : 1) + (shared ? 2 : 0));
  bytes.unsigned(initial);
  if (maximum !== null) bytes.unsigned(maximum);
}

function encodeBody(
  { parameters, body }: WasmFunction,
  locals: readonly Local[],
  indices: Omit<Indices, 'local'>,
  bytes: Bytes,
): void {
  const numbers = new Map([...parameters, ...locals].map((variable, k) => [variable, k]));
  const runs = runsOf(locals);
  bytes.unsigned(runs.length);
  for (const { count, type } of runs) {
    bytes.unsigned(count);
    bytes.byte(typeCodes[type]);
  }
  const all: Indices = { ...indices, local: (variable) => numbers.get(variable)! };
  for (const instruction of body) encodeInstruction(instruction, bytes, all, []);
  bytes.byte(codes.end);
}

/** Locals of one type lie together, and are declared as a number of that type. */
const runsOf = (locals: readonly Local[]): readonly { readonly type: Local['type']; readonly count: number }[] =>
  [...new Set(locals.map(({ type }) => type))].map((type) => ({
    type,
    count: locals.filter((variable) => variable.type === type).length,
  }));
