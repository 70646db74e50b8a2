import type { LoopNest, Routine } from '../../../src/schedule/index.js';
import {
  getGlobal,
  i32,
  local,
  note,
  op,
  set,
  wasmFunction,
  type Callee,
  type GlobalVariable,
  type Local,
  type Note,
  type ValueType,
  type WasmFunction,
} from '../encoding/index.js';
import { calleeOf, type VectorFunctionName } from '../polynomials/index.js';
import type { Printing } from './printing.js';
import { scratchOffsets } from './scratch.js';
import { printStatements } from './statements.js';
import type { Threads } from './threads.js';

/** What the functions of one module share. */
export interface Shared {
  /** Says that a function of the vector mathematics is called. */
  readonly used: Set<VectorFunctionName>;
  /** Further functions that are called. */
  readonly own: Set<WasmFunction>;
  readonly routines: ReadonlyMap<string, WasmFunction>;
  /** Where scratch memory begins; it grows with the arena. */
  readonly scratch: GlobalVariable;
  /** Null where no loop is shared. */
  readonly threads: Threads | null;
}

/** A nest as a function of N, where it needs it, and the addresses of its buffers. */
export function nestFunction(nest: LoopNest, name: string, shared: Shared): WasmFunction {
  const pointers = nest.arguments.map((argument) => local(argument.name, 'i32'));
  const N = local('N', 'i32');
  const parameters = [...(nest.usesN ? [N] : []), ...pointers];
  const scratch = nest.scratch.map((s) => local(s.name, 'i32'));
  const printing = printingOf(parameters, [...pointers, ...scratch], shared);
  const offsets = scratchOffsets(nest.scratch);
  const starts = scratch.map((variable, k) =>
    set(variable, op('i32.add', getGlobal(shared.scratch), i32(offsets[k]!))),
  );
  const body = [...starts, ...printStatements(nest.body, printing)];
  return wasmFunction(name, { parameters, body, notes: notesOf(nest) });
}

export function routineFunction({ name, title, memory, numbers, body }: Routine, shared: Shared): WasmFunction {
  const pointers = memory.map((argument) => local(argument.name, 'i32'));
  const parameters = [...pointers, ...numbers.map((number) => local(number, 'i32'))];
  return wasmFunction(name, {
    parameters,
    body: printStatements(body, printingOf(parameters, pointers, shared)),
    notes: [note(title)],
  });
}

function printingOf(parameters: readonly Local[], pointers: readonly Local[], shared: Shared): Printing {
  const registers = new Map(parameters.map((variable) => [`${variable.type} ${variable.name}`, variable]));
  const addresses = new Map(pointers.map((variable) => [variable.name, variable]));
  let temporaries = 0;
  const register = (name: string, type: ValueType): Local => {
    const known = registers.get(`${type} ${name}`) ?? local(name, type);
    registers.set(`${type} ${name}`, known);
    return known;
  };
  return {
    register,
    naturals: new Set(parameters.map(({ name }) => name)),
    wholes: new Set(),
    running: () => undefined,
    pointer: (buffer) => addresses.get(buffer)!,
    temporary: (type) => local(`t${temporaries++}`, type),
    callee: (name): Callee => (shared.used.add(name), calleeOf(name)),
    own: (given) => (shared.own.add(given), given),
    routine: (name) => shared.routines.get(name)!,
    bound: (distance, step, next) => shared.threads!.bound(distance, step, next),
  };
}

/** The user's lines and what happens there. */
function notesOf({ sources, title }: LoopNest): Note[] {
  const [first = null] = sources;
  const more = sources.length > 1 ? ` (and ${sources.length - 1} more places)` : '';
  return [note(`${title}${more}`, first)];
}
