import { elements, extentAt, shapeAt, unreachable } from '../base/index.js';
import { callScalar, castValue, type ScalarFunction } from '../expr/index.js';
import type { LoopNest, Statement, Value } from './loopNest.js';
import { lanesOf } from './walk.js';
import type { LoopOfCalls, PlacedSlice, Schedule, Scheduled, ScheduledEntry } from './schedule.js';

/** An access that lies outside its buffer. */
export interface Outside {
  readonly nest: string;
  readonly buffer: string;
  readonly access: 'load' | 'store';
  readonly at: number;
  readonly length: number;
}

export interface Interpretation {
  readonly n: number;
  /** The elements of each buffer by its name in the schedule; what is stored is stored here. */
  readonly memory: ReadonlyMap<string, Float64Array>;
  /** Told of an access outside its buffer: a load gives NaN, a store is left out. */
  readonly outside: (where: Outside) => void;
  /** The order in which iterations run that a nest says are independent; forwards where absent. */
  readonly independent?: 'forwards' | 'backwards';
  /** How many threads run a nest that is worth it, each its part, the last one first; 1 where absent. */
  readonly threads?: number;
}

/** Runs an entry point's nests in float64, bools as 0 and 1: what every back end prints, without a back end. */
export function interpret(schedule: Schedule, entry: ScheduledEntry, around: Interpretation): void {
  const memory = new Map(around.memory);
  const isTrue = (condition: string): boolean => memory.get(condition)![0] !== 0;
  const run = (calls: readonly Scheduled[]): void => {
    for (const c of calls) {
      if (c.kind === 'call') runNest(schedule.nests[c.nest]!, c.buffers, { ...around, memory });
      else if (c.kind === 'branch') run(isTrue(c.condition) ? c.then : c.otherwise);
      else if (c.kind === 'loop') repeat(c);
      else for (run(c.test); isTrue(c.condition); run(c.test)) run(c.body);
    }
  };
  const repeat = ({ name, extent, reverse, body }: LoopOfCalls): void => {
    const count = extentAt(extent, around.n);
    const slices = schedule.slices.filter(({ loop }) => loop === name);
    for (let k = 0; k < count; k++) {
      for (const slice of slices) place(slice, reverse ? count - 1 - k : k);
      run(body);
    }
  };
  // A slice of another loop of this name may be placed as well, where what it is a part of has no such element.
  const place = ({ name, of, shape }: PlacedSlice, at: number): void => {
    const size = elements(shapeAt(shape, around.n));
    const whole = memory.get(of);
    if (whole) memory.set(name, whole.subarray(at * size, (at + 1) * size));
  };
  run(entry.calls);
}

interface Frame {
  readonly nest: LoopNest;
  readonly memory: ReadonlyMap<string, Float64Array>;
  /** Loop variables and registers; vectors by lane. */
  readonly values: Map<string, number | readonly number[]>;
  readonly around: Interpretation;
  /** Which of how many threads this is. */
  readonly part: number;
  readonly parts: number;
}

function runNest(nest: LoopNest, buffers: readonly string[], around: Interpretation): void {
  const named = nest.arguments.map(({ name }, k) => {
    const found = around.memory.get(buffers[k]!);
    return [name, found ?? unreachable(`${buffers[k]} has no memory`)] as const;
  });
  const parts = nest.least !== undefined && around.n >= nest.least ? (around.threads ?? 1) : 1;
  for (let part = parts - 1; part >= 0; part--) {
    const scratch = nest.scratch.map(
      ({ name, length }) => [name, new Float64Array(extentAt(length, around.n)).fill(NaN)] as const,
    );
    runAll(nest.body, { nest, memory: new Map([...named, ...scratch]), values: new Map(), around, part, parts });
  }
}

function runAll(body: readonly Statement[], frame: Frame): void {
  for (const statement of body) runStatement(statement, frame);
}

function runStatement(s: Statement, frame: Frame): void {
  switch (s.kind) {
    case 'loop':
      return runLoop(s, frame);
    case 'let':
    case 'var':
    case 'assign':
      return void frame.values.set(s.name, lanesIn(s.value, frame));
    case 'store': {
      const memory = memoryIn(s.buffer, frame);
      const at = valueIn(s.at, frame);
      const values = lanesIn(s.value, frame);
      (typeof values === 'number' ? [values] : values).forEach((value, lane) => {
        if (isWithin(memory, at + lane)) memory[at + lane] = value;
        else frame.around.outside(outsideAt(s.buffer, 'store', at + lane, frame));
      });
      return;
    }
    case 'if':
      if (valueIn(s.when, frame) !== 0) runAll(s.then, frame);
      return;
    case 'call':
      return runRoutine(s, frame);
  }
}

function runRoutine(s: Extract<Statement, { kind: 'call' }>, frame: Frame): void {
  const routine = frame.nest.routines.find(({ name }) => name === s.routine);
  if (!routine) return unreachable(`${frame.nest.name} has no routine ${s.routine}`);
  const memory = new Map(routine.memory.map(({ name }, k) => [name, memoryIn(s.memory[k]!, frame)]));
  const values = new Map(routine.numbers.map((name, k) => [name, valueIn(s.numbers[k]!, frame)]));
  runAll(routine.body, { ...frame, memory, values });
}

function runLoop(s: Extract<Statement, { kind: 'loop' }>, frame: Frame): void {
  const [first, last] = [valueIn(s.from, frame), valueIn(s.to, frame)];
  const steps = Math.max(0, Math.ceil((last - first) / s.step));
  const { part, parts } = s.shared ? frame : { part: 0, parts: 1 };
  const bound = (k: number): number => Math.floor((steps * k) / parts);
  const from = first + bound(part) * s.step;
  const count = bound(part + 1) - bound(part);
  const backwards = s.loop !== 'sequential' && frame.around.independent === 'backwards';
  for (let k = 0; k < count; k++) {
    frame.values.set(s.name, from + (backwards ? count - 1 - k : k) * s.step);
    runAll(s.body, frame);
  }
}

function lanesIn(x: Value, frame: Frame): number | readonly number[] {
  return lanesOf(x) === 1 ? valueIn(x, frame) : [0, 1, 2, 3].map((lane) => valueIn(x, frame, lane));
}

function valueIn(x: Value, frame: Frame, lane = 0): number {
  switch (x.kind) {
    case 'number':
      return x.value;
    case 'name': {
      const found = frame.values.get(x.name) ?? unreachable(`${x.name} has no value yet`);
      return typeof found === 'number' ? found : found[lane]!;
    }
    case 'extent':
      return extentAt(x.extent, frame.around.n);
    case 'load': {
      const memory = memoryIn(x.buffer, frame);
      const at = valueIn(x.at, frame) + (x.lanes === 4 ? lane : 0);
      if (isWithin(memory, at)) return memory[at]!;
      frame.around.outside(outsideAt(x.buffer, 'load', at, frame));
      return NaN;
    }
    case 'call':
      return called(x, frame, lane);
    case 'cast':
      return castValue(valueIn(x.arg, frame, lane), x.arg.dtype, x.dtype);
    case 'select':
      return valueIn(valueIn(x.when, frame, lane) !== 0 ? x.then : x.otherwise, frame, lane);
    case 'splat':
      return valueIn(x.arg, frame);
    case 'ramp':
      return callScalar('add', x.dtype, x.dtype, [valueIn(x.from, frame), x.step * lane]);
    case 'lanes':
      return valueIn(x.args[lane]!, frame);
    case 'fold': {
      const both = (a: number, b: number): number => callScalar(x.fn, x.dtype, x.dtype, [a, b]);
      const [a, b, c, d] = [0, 1, 2, 3].map((each) => valueIn(x.arg, frame, each)) as [number, number, number, number];
      return both(both(a, c), both(b, d));
    }
  }
}

/** `and` and `or` of bools leave out their second operand where a back end's would: it may be guarded by the first. */
function called({ fn, dtype, args }: Extract<Value, { kind: 'call' }>, frame: Frame, lane: number): number {
  const operand = args[0]!.dtype;
  const first = valueIn(args[0]!, frame, lane);
  if (operand === 'bool' && decides(fn, first)) return first;
  return callScalar(fn, dtype, operand, [first, ...args.slice(1).map((arg) => valueIn(arg, frame, lane))]);
}

const decides = (fn: ScalarFunction, first: number): boolean =>
  fn === 'and' ? first === 0 : fn === 'or' && first !== 0;

const memoryIn = (buffer: string, { memory, nest }: Frame): Float64Array =>
  memory.get(buffer) ?? unreachable(`${nest.name} has no memory ${buffer}`);

const isWithin = (memory: Float64Array, at: number): boolean => Number.isInteger(at) && at >= 0 && at < memory.length;

const outsideAt = (buffer: string, access: Outside['access'], at: number, frame: Frame): Outside => ({
  nest: frame.nest.name,
  buffer,
  access,
  at,
  length: memoryIn(buffer, frame).length,
});
