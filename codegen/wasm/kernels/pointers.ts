import {
  everyValue,
  exactCall,
  insideOf,
  numberValue,
  partsOf,
  valuesOf,
  type Statement,
  type Value,
} from '../../../src/schedule/index.js';
import { get, i32, op, set, type Instruction, type Local } from '../encoding/index.js';
import { motionsIn, type Motion } from './motion.js';
import { bytesOf, type Printing, type RunningPlace } from './printing.js';
import { isNatural, printValue } from './values.js';

type Loop = Extract<Statement, { kind: 'loop' }>;

/** A loop whose addresses are pointers of its own: what an engine would otherwise multiply and add for each of them. */
export interface Pointing {
  readonly printing: Printing;
  readonly starts: readonly Instruction[];
  /** The body without what only addresses needed. */
  readonly body: readonly Statement[];
  readonly steps: readonly Instruction[];
}

/** More pointers than this do not stay in registers. */
const mostPointers = 8;

interface Access {
  readonly buffer: string;
  readonly at: Value;
  readonly bytes: number;
}

interface Pointer {
  readonly variable: Local;
  readonly buffer: string;
  readonly bytes: number;
  readonly start: Value | null;
  readonly step: Value;
}

/** The pointers of an innermost loop; null where its addresses are not worth them. */
export function pointing(loop: Loop, printing: Printing): Pointing | null {
  if (loop.body.some((s) => s.kind === 'loop' || s.kind === 'call' || insideOf(s).length > 0)) return null;
  const motionOf = motionsIn(loop);
  const pointers = new Map<string, Pointer>();
  const places = new Map<string, Map<Value, RunningPlace>>();
  for (const { buffer, at, bytes } of accessesIn(loop.body)) {
    const motion = motionOf(at);
    if (!motion?.step) continue;
    const isUp = [motion.start, motion.step].every((x) => x === null || isNatural(x, printing));
    const { start, constant } = isUp && motion.constant >= 0 ? motion : withConstant(motion);
    const key = JSON.stringify([buffer, start, motion.step]);
    const pointer = pointers.get(key) ?? {
      variable: printing.temporary('i32'),
      buffer,
      bytes,
      start,
      step: motion.step,
    };
    pointers.set(key, pointer);
    const ofBuffer = places.get(buffer) ?? new Map<Value, RunningPlace>();
    places.set(buffer, ofBuffer.set(at, { pointer: pointer.variable, offset: constant * bytes }));
  }
  if (pointers.size === 0 || pointers.size > mostPointers) return null;
  const all = [...pointers.values()];
  return {
    printing: { ...printing, running: (buffer, at) => places.get(buffer)?.get(at) },
    starts: all.flatMap((pointer) => startOf(pointer, printing)),
    body: needed(loop.body, (buffer, at) => places.get(buffer)?.has(at) === true),
    steps: all.map(({ variable, step, bytes }) =>
      set(variable, op('i32.add', get(variable), inBytes(step, bytes, printing))),
    ),
  };
}

/** The constant where it may not be an offset: engines add those without wrapping. */
const withConstant = ({ start, constant, step }: Motion): Motion => {
  const number = numberValue(constant);
  return { start: start && constant !== 0 ? exactCall('add', [start, number]) : (start ?? number), constant: 0, step };
};

function startOf({ variable, buffer, bytes, start }: Pointer, printing: Printing): Instruction[] {
  const base = get(printing.pointer(buffer));
  return [set(variable, start ? op('i32.add', base, inBytes(start, bytes, printing)) : base)];
}

function inBytes(elements: Value, bytes: number, printing: Printing): Instruction {
  if (elements.kind === 'number') return i32(elements.value * bytes);
  const printed = printValue(elements, printing);
  return bytes === 1 ? printed : op('i32.shl', printed, i32(2));
}

function accessesIn(body: readonly Statement[]): Access[] {
  const inValue = (x: Value): Access[] =>
    everyValue(x).flatMap((y) => (y.kind === 'load' ? [{ buffer: y.buffer, at: y.at, bytes: bytesOf(y.dtype) }] : []));
  return body.flatMap((s) => [
    ...(s.kind === 'store' ? [{ buffer: s.buffer, at: s.at, bytes: bytesOf(s.value.dtype) }] : []),
    ...valuesOf(s).flatMap(inValue),
  ]);
}

/** The statements without those that define what only addresses used. */
function needed(body: readonly Statement[], isPointer: (buffer: string, at: Value) => boolean): Statement[] {
  const used = new Set<string>();
  const use = (x: Value): void => {
    if (x.kind === 'name') used.add(x.name);
    if (x.kind === 'load' && isPointer(x.buffer, x.at)) return;
    partsOf(x).forEach(use);
  };
  const kept: Statement[] = [];
  for (const s of [...body].reverse()) {
    if (s.kind === 'let' && !used.has(s.name)) continue;
    kept.unshift(s);
    valuesOf(s)
      .filter((x) => !(s.kind === 'store' && x === s.at && isPointer(s.buffer, s.at)))
      .forEach(use);
  }
  return kept;
}
