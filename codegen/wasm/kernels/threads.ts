import type { Schedule } from '../../../src/schedule/index.js';
import {
  callFunction,
  get,
  getGlobal,
  i32,
  ifElse,
  local,
  note,
  op,
  select,
  set,
  setGlobal,
  wasmFunction,
  type Export,
  type Global,
  type GlobalVariable,
  type ImportedFunction,
  type Instruction,
  type WasmFunction,
} from '../encoding/index.js';

/** What a module in which threads share kernels has besides them. The first bytes of memory are the threads' own. */
export interface Threads {
  readonly imports: readonly ImportedFunction[];
  readonly globals: readonly Global[];
  readonly exports: readonly Export[];
  readonly functions: readonly WasmFunction[];
  /** A thread's turn, at kernels that it runs alone (0) or with others (1): 1 where it runs them. Threads meet where they must. */
  readonly turn: (isShared: Instruction) => Instruction;
  /** As `Printing.bound`. */
  readonly bound: (distance: Instruction, step: number, next: 0 | 1) => Instruction;
  /** What comes before the first turn. */
  readonly start: Instruction;
}

/** Bytes at the start of memory for what threads tell each other. */
export const threadBytes = 64;

const variable = (name: string): GlobalVariable => ({ name, type: 'i32' });
/** Which thread of the call this is, of how many, and how many run the kernels of this turn. */
const [part, parts, sharing] = [variable('part'), variable('parts'), variable('sharing')];
const meet: ImportedFunction = { name: 'meet', parameters: [], result: null, from: { module: 'host', name: 'meet' } };

/** Null where no kernel is worth it. */
export function threadsOf({ nests }: Schedule): Threads | null {
  if (nests.every(({ least }) => least === undefined)) return null;
  const [turn, bound] = [turnFunction(), boundFunction()];
  const own = (g: GlobalVariable, initial: number): Global => ({ name: g.name, type: 'i32', mutable: true, initial });
  return {
    imports: [meet],
    globals: [own(part, 0), own(parts, 1), own(sharing, 1)],
    exports: ['scratch', 'part', 'parts'].map((name) => ({ name, kind: 'global', of: name })),
    functions: [turn, bound],
    turn: (isShared) => callFunction(turn, [isShared]),
    bound: (distance, step, next) => callFunction(bound, [distance, i32(step), i32(next)]),
    start: setGlobal(sharing, i32(1)),
  };
}

function turnFunction(): WasmFunction {
  const isShared = local('isShared', 'i32');
  const several = (count: GlobalVariable): Instruction => op('i32.gt_s', getGlobal(count), i32(1));
  return wasmFunction('$turn', {
    parameters: [isShared],
    result: 'i32',
    notes: [note('Whether this thread runs the next kernels. What one thread has written others read after they met.')],
    body: [
      ifElse(several(parts), [
        ifElse(op('i32.or', get(isShared), several(sharing)), [callFunction(meet, [])]),
        setGlobal(sharing, select(getGlobal(parts), i32(1), get(isShared))),
      ]),
      op('i32.or', get(isShared), op('i32.eqz', getGlobal(part))),
    ],
  });
}

function boundFunction(): WasmFunction {
  const [distance, step, next] = [local('distance', 'i32'), local('step', 'i32'), local('next', 'i32')];
  const steps = op('i32.div_u', op('i32.sub', op('i32.add', get(distance), get(step)), i32(1)), get(step));
  const before = op('i32.mul', steps, op('i32.add', getGlobal(part), get(next)));
  return wasmFunction('$bound', {
    parameters: [distance, step, next],
    result: 'i32',
    notes: [
      note("Where this thread's part of a loop begins (next = 0) or ends (1): whole steps, none beyond the end."),
    ],
    body: [
      set(next, op('i32.mul', op('i32.div_u', before, getGlobal(sharing)), get(step))),
      select(get(next), get(distance), op('i32.lt_s', get(next), get(distance))),
    ],
  });
}
