import { unreachable, type Polynomial } from '../../../src/base/index.js';
import type { Call, LoopOfCalls, Schedule, ScheduledEntry } from '../../../src/schedule/index.js';
import {
  branchIf,
  callFunction,
  get,
  i32,
  label,
  local,
  loop,
  op,
  set,
  setGlobal,
  wasmFunction,
  type GlobalVariable,
  type Instruction,
  type WasmFunction,
} from '../encoding/index.js';
import { addressOf, type MemoryMap } from './memory.js';

export interface EntryParts {
  readonly schedule: Schedule;
  /** By nest. */
  readonly functions: readonly WasmFunction[];
  readonly map: MemoryMap;
  readonly scratch: GlobalVariable;
}

/** One entry point as a function of N and the capacity. */
export function entryFunction({ calls }: ScheduledEntry, name: string, parts: EntryParts): WasmFunction {
  const N = local('N', 'i32');
  const capacity = local('C', 'i32');
  const at = (polynomial: Polynomial): Instruction => polynomialIn(polynomial, get(capacity));
  const addresses = new Map(parts.schedule.buffers.map((buffer) => [buffer.name, addressOf(buffer, parts.map)]));
  const print = (c: Call | LoopOfCalls): Instruction[] => {
    if (c.kind === 'loop') {
      const [counter, again] = [local(c.name, 'i32'), label(c.name)];
      if (c.extent === 0) return [];
      const next = set(counter, op('i32.add', get(counter), i32(1)));
      const body = [...c.body.flatMap(print), next, branchIf(again, op('i32.lt_s', get(counter), i32(c.extent)))];
      return [set(counter, i32(0)), loop(again, body)];
    }
    const nest = parts.schedule.nests[c.nest]!;
    const pointers = c.buffers.map((buffer) => at(addresses.get(buffer) ?? unreachable(`no buffer ${buffer}`)));
    return [callFunction(parts.functions[c.nest]!, [...(nest.usesN ? [get(N)] : []), ...pointers])];
  };
  const body = [setGlobal(parts.scratch, at(parts.map.scratch)), ...calls.flatMap(print)];
  return wasmFunction(name, { parameters: [N, capacity], body });
}

/** By Horner. */
function polynomialIn(polynomial: Polynomial, x: Instruction): Instruction {
  const [constant = 0, ...rest] = polynomial;
  if (rest.every((factor) => factor === 0)) return i32(constant);
  const scaled = op('i32.mul', polynomialIn(rest, x), x);
  return constant === 0 ? scaled : op('i32.add', scaled, i32(constant));
}
