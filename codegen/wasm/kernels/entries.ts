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
  ifElse,
  set,
  wasmFunction,
  type Instruction,
  type WasmFunction,
} from '../encoding/index.js';
import { addressOf, type MemoryMap } from './memory.js';
import type { Threads } from './threads.js';

export interface EntryParts {
  readonly schedule: Schedule;
  /** By nest. */
  readonly functions: readonly WasmFunction[];
  readonly map: MemoryMap;
  /** Null where no kernel is shared. */
  readonly threads: Threads | null;
}

/** One entry point as a function of N and the capacity. */
export function entryFunction({ calls }: Pick<ScheduledEntry, 'calls'>, name: string, parts: EntryParts): WasmFunction {
  const N = local('N', 'i32');
  const capacity = local('C', 'i32');
  const { nests } = parts.schedule;
  const threads = sharesAny(calls, nests) ? parts.threads : null;
  const at = (polynomial: Polynomial): Instruction => polynomialIn(polynomial, get(capacity));
  const addresses = new Map(parts.schedule.buffers.map((buffer) => [buffer.name, addressOf(buffer, parts.map)]));
  const printCall = ({ nest, buffers }: Call): Instruction => {
    const pointers = buffers.map((buffer) => at(addresses.get(buffer) ?? unreachable(`no buffer ${buffer}`)));
    return callFunction(parts.functions[nest]!, [...(nests[nest]!.usesN ? [get(N)] : []), ...pointers]);
  };
  const print = (c: Call | LoopOfCalls): Instruction[] => {
    if (c.kind === 'call') return [printCall(c)];
    if (c.extent === 0) return [];
    const [counter, again] = [local(c.name, 'i32'), label(c.name)];
    const next = set(counter, op('i32.add', get(counter), i32(1)));
    const body = [...printAll(c.body), next, branchIf(again, op('i32.lt_s', get(counter), i32(c.extent)))];
    return [set(counter, i32(0)), loop(again, body)];
  };
  const printAll = (list: readonly (Call | LoopOfCalls)[]): Instruction[] => {
    if (!threads) return list.flatMap(print);
    return turnsOf(list, nests).flatMap(({ calls: inTurn, least }) => {
      if (least === undefined) return [ifElse(threads.turn(i32(0)), inTurn.flatMap(print))];
      if (least === null) return inTurn.flatMap(print);
      const isShared = least > 1 ? op('i32.ge_s', get(N), i32(least)) : i32(1);
      return [ifElse(threads.turn(isShared), inTurn.flatMap(print))];
    });
  };
  return wasmFunction(name, {
    parameters: [N, capacity],
    body: [...(threads ? [threads.start] : []), ...printAll(calls)],
  });
}

const sharesAny = (calls: readonly (Call | LoopOfCalls)[], nests: Schedule['nests']): boolean =>
  calls.some((c) => (c.kind === 'call' ? nests[c.nest]!.least !== undefined : sharesAny(c.body, nests)));

/** Calls that threads run by the same rule. */
interface Turn {
  readonly calls: (Call | LoopOfCalls)[];
  /** The samples from which on threads share it; undefined: one thread runs it; null: a loop with turns of its own. */
  readonly least: number | null | undefined;
}

/** Calls that one thread runs are one turn as long as they follow each other. */
function turnsOf(calls: readonly (Call | LoopOfCalls)[], nests: Schedule['nests']): Turn[] {
  const turns: Turn[] = [];
  for (const call of calls) {
    const least = call.kind === 'call' ? nests[call.nest]!.least : sharesAny(call.body, nests) ? null : undefined;
    const last = turns.at(-1);
    if (last && last.least === undefined && least === undefined) last.calls.push(call);
    else turns.push({ calls: [call], least });
  }
  return turns;
}

/** By Horner. */
function polynomialIn(polynomial: Polynomial, x: Instruction): Instruction {
  const [constant = 0, ...rest] = polynomial;
  if (rest.every((factor) => factor === 0)) return i32(constant);
  const scaled = op('i32.mul', polynomialIn(rest, x), x);
  return constant === 0 ? scaled : op('i32.add', scaled, i32(constant));
}
