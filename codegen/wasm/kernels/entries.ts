import { affine, dtypes, sizeOf, unreachable, type Extent, type Polynomial } from '../../../src/base/index.js';
import {
  bodiesOf,
  type Call,
  type LoopOfCalls,
  type Placed,
  type Schedule,
  type Scheduled,
  type WhileOfCalls,
} from '../../../src/schedule/index.js';
import {
  block,
  branch,
  branchIf,
  callFunction,
  drop,
  get,
  i32,
  ifElse,
  label,
  load,
  local,
  loop,
  op,
  set,
  wasmFunction,
  type Instruction,
  type Local,
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

/** Calls that the program has under a name: an entry point's, or one of them that is told the counters around it. */
export interface Exported {
  readonly name: string;
  readonly calls: readonly Scheduled[];
  readonly counters?: readonly string[];
}

/** What an entry point's function is printed with. */
interface Printing extends EntryParts {
  readonly N: Local;
  readonly counters: Map<string, Local>;
  /** Where a buffer or a slice begins. */
  readonly addressOf: (buffer: string) => Instruction;
}

/** One entry point as a function of N and the capacity. */
export function entryFunction({ name, calls, counters = [] }: Exported, parts: EntryParts): WasmFunction {
  const [N, capacity] = [local('N', 'i32'), local('C', 'i32')];
  const given = counters.map((counter) => [counter, local(counter, 'i32')] as const);
  const threads = sharesAny(calls, parts.schedule.nests) ? parts.threads : null;
  const known = new Map(given);
  const printing: Printing = {
    ...parts,
    threads,
    N,
    counters: known,
    addressOf: addressesIn(parts, known, N, capacity),
  };
  return wasmFunction(name, {
    parameters: [N, capacity, ...known.values()],
    body: [...(threads ? [threads.start] : []), ...printAll(calls, printing)],
  });
}

/** A slice lies as many of its sizes behind the start of its whole as the counter says. */
function addressesIn(
  { schedule, map }: EntryParts,
  counters: ReadonlyMap<string, Local>,
  N: Local,
  capacity: Local,
): Printing['addressOf'] {
  const starts = new Map(schedule.buffers.map((buffer: Placed) => [buffer.name, addressOf(buffer, map)]));
  const slices = new Map(schedule.slices.map((slice) => [slice.name, slice]));
  const at = (name: string): Instruction => {
    const start = starts.get(name);
    if (start) return polynomialIn(start, get(capacity));
    const { of, loop: counter, shape, dtype } = slices.get(name) ?? unreachable(`no buffer ${name}`);
    const size = sizeOf(shape).map((factor) => factor * dtypes[dtype].bytes);
    return op('i32.add', at(of), op('i32.mul', get(counters.get(counter)!), polynomialIn(size, get(N))));
  };
  return at;
}

function printAll(list: readonly Scheduled[], printing: Printing): Instruction[] {
  const { threads, schedule, N } = printing;
  const print = (c: Scheduled): Instruction[] => printScheduled(c, printing);
  if (!threads) return list.flatMap(print);
  return turnsOf(list, schedule.nests).flatMap(({ calls: inTurn, least }) => {
    if (least === undefined) return [ifElse(threads.turn(i32(0)), inTurn.flatMap(print))];
    if (least === null) return inTurn.flatMap(print);
    const isShared = least > 1 ? op('i32.ge_s', get(N), i32(least)) : i32(1);
    return [ifElse(threads.turn(isShared), inTurn.flatMap(print))];
  });
}

function printScheduled(c: Scheduled, printing: Printing): Instruction[] {
  switch (c.kind) {
    case 'call':
      return [printCall(c, printing)];
    case 'loop':
      return printLoop(c, printing);
    case 'while':
      return printWhile(c, printing);
    case 'branch': {
      const [then, otherwise] = [printAll(c.then, printing), printAll(c.otherwise, printing)];
      return [...meetings(c, printing), ifElse(conditionOf(c.condition, printing), then, otherwise)];
    }
  }
}

function printCall({ nest, buffers }: Call, { schedule, functions, N, addressOf: at }: Printing): Instruction {
  return callFunction(functions[nest]!, [...(schedule.nests[nest]!.usesN ? [get(N)] : []), ...buffers.map(at)]);
}

function printLoop({ name, extent, reverse, body }: LoopOfCalls, printing: Printing): Instruction[] {
  if (extent === 0) return [];
  const { counters, N } = printing;
  const counter = counters.get(name) ?? local(name, 'i32');
  counters.set(name, counter);
  const length = extentIn(extent, get(N));
  const [first, step] = reverse ? [op('i32.sub', length, i32(1)), -1] : [i32(0), 1];
  const goesOn = (): Instruction =>
    reverse ? op('i32.ge_s', get(counter), i32(0)) : op('i32.lt_s', get(counter), extentIn(extent, get(N)));
  const again = label(name);
  const next = set(counter, op('i32.add', get(counter), i32(step)));
  const repeated = loop(again, [...printAll(body, printing), next, branchIf(again, goesOn())]);
  return [set(counter, first), ...(typeof extent === 'number' ? [repeated] : [ifElse(goesOn(), [repeated])])];
}

function printWhile(c: WhileOfCalls, printing: Printing): Instruction[] {
  const [again, over] = [label('while'), label('over')];
  const isOver = op('i32.eqz', conditionOf(c.condition, printing));
  const test = [...printAll(c.test, printing), ...meetings(c, printing), branchIf(over, isOver)];
  return [block(over, [loop(again, [...test, ...printAll(c.body, printing), branch(again)])])];
}

const conditionOf = (buffer: string, { addressOf: at }: Printing): Instruction =>
  load('i32.load8_u', at(buffer), { offset: 0, align: 1 });

/** All threads go the same way: where they share what comes, they first see what one of them has written. */
function meetings(c: Scheduled, { threads, schedule }: Printing): Instruction[] {
  return threads && sharesAny([c], schedule.nests) ? [drop(threads.turn(i32(1)))] : [];
}

function sharesAny(calls: readonly Scheduled[], nests: Schedule['nests']): boolean {
  return calls.some((c) =>
    c.kind === 'call' ? nests[c.nest]!.least !== undefined : bodiesOf(c).some((body) => sharesAny(body, nests)),
  );
}

/** Calls that threads run by the same rule. */
interface Turn {
  readonly calls: Scheduled[];
  /** The samples from which on threads share it; undefined: one thread runs it; null: a loop or branch with turns of its own. */
  readonly least: number | null | undefined;
}

/** Calls that one thread runs are one turn as long as they follow each other. */
function turnsOf(calls: readonly Scheduled[], nests: Schedule['nests']): Turn[] {
  const turns: Turn[] = [];
  for (const call of calls) {
    const least = call.kind === 'call' ? nests[call.nest]!.least : sharesAny([call], nests) ? null : undefined;
    const last = turns.at(-1);
    if (last && last.least === undefined && least === undefined) last.calls.push(call);
    else turns.push({ calls: [call], least });
  }
  return turns;
}

function extentIn(extent: Extent, N: Instruction): Instruction {
  const { n, plus } = affine(extent);
  return polynomialIn(n === 0 ? [plus] : [plus, n], N);
}

/** By Horner. */
function polynomialIn(polynomial: Polynomial, x: Instruction): Instruction {
  const [constant = 0, ...rest] = polynomial;
  if (rest.every((factor) => factor === 0)) return i32(constant);
  const scaled = op('i32.mul', polynomialIn(rest, x), x);
  return constant === 0 ? scaled : op('i32.add', scaled, i32(constant));
}
