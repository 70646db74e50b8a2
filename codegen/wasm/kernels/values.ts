import { affine, type DType, type Extent } from '../../../src/base/index.js';
import { lanesOf, partsOf, readsGuarded, type Value } from '../../../src/schedule/index.js';
import {
  callFunction,
  f32,
  get,
  i32,
  ifElse,
  lane,
  load,
  loadLane,
  op,
  select,
  shuffleLanes,
  tee,
  v128,
  type Instruction,
  type Place,
} from '../encoding/index.js';
import { intoLanes, outOfLane } from './lanes.js';
import { bytesOf, typeOf, type Printing } from './printing.js';
import { scalarCall } from './scalarFunctions.js';
import { castScalar, castVector } from './casts.js';
import { vectorFunctionOf } from './vectorFunctions.js';
import { wholePower } from './wholePower.js';

export function printValue(x: Value, printing: Printing): Instruction {
  switch (x.kind) {
    case 'number':
      return printNumber(x.value, x.dtype);
    case 'name':
      return get(printing.register(x.name, typeOf(x.dtype, lanesOf(x))));
    case 'extent':
      return printExtent(x.extent, printing);
    case 'load':
      return printLoad(x, printing);
    case 'call':
      return printCall(x, printing);
    case 'cast': {
      const cast = lanesOf(x) === 4 ? castVector : castScalar;
      return cast(printValue(x.arg, printing), x.arg.dtype, x.dtype);
    }
    case 'select':
      return printSelect(x, printing);
    case 'splat':
      return printSplat(x.arg, printing);
    case 'ramp': {
      const steps = [0, x.step, 2 * x.step, 3 * x.step].map((step) => step | 0);
      return op('i32x4.add', op('i32x4.splat', printValue(x.from, printing)), v128('i32x4', steps));
    }
    case 'lanes':
      return printLanes(x.args, x.dtype, printing);
    case 'fold':
      return printFold(x, printing);
  }
}

export function printNumber(value: number, dtype: DType): Instruction {
  if (dtype === 'f32') return f32(value);
  return i32(dtype === 'bool' ? (value !== 0 ? 1 : 0) : value);
}

function printExtent(extent: Extent, printing: Printing): Instruction {
  const { n, plus } = affine(extent);
  const N = get(printing.register('N', 'i32'));
  const scaled = n === 1 ? N : op('i32.mul', N, i32(n));
  if (n === 0) return i32(plus);
  return plus === 0 ? scaled : op('i32.add', scaled, i32(plus));
}

/** Where an element lies: constants of the address are the instruction's own. */
export function placeOf(
  buffer: string,
  at: Value,
  dtype: DType,
  printing: Printing,
): { readonly address: Instruction; readonly place: Partial<Place> } {
  const bytes = bytesOf(dtype);
  const running = printing.running(buffer, at);
  if (running) return { address: get(running.pointer), place: { offset: running.offset, align: bytes } };
  const start = get(printing.pointer(buffer));
  const { rest, constant } = split(at, printing);
  const offset = constant >= 0 ? constant * bytes : 0;
  const whole = constant >= 0 ? rest : at;
  const place = { offset, align: bytes };
  if (whole === null) return { address: start, place };
  const index = printValue(whole, printing);
  return { address: op('i32.add', start, bytes === 1 ? index : op('i32.shl', index, i32(2))), place };
}

/** Never negative, as far as its parts show. */
export function isNatural(x: Value, printing: Printing): boolean {
  if (x.kind === 'number') return x.value >= 0;
  if (x.kind === 'name') return printing.naturals.has(x.name);
  if (x.kind !== 'call' || !['add', 'mul', 'min'].includes(x.fn)) return x.kind === 'extent';
  return x.args.every((arg) => isNatural(arg, printing));
}

/** Of f32, a whole number, 0 or more: as a count is, once it is a float. */
export const isWhole = (x: Value, { wholes }: Printing): boolean =>
  x.kind === 'name'
    ? x.dtype === 'f32' && wholes.has(x.name)
    : x.kind === 'cast' && x.arg.dtype === 'u32' && lanesOf(x) === 1;

/**
 * An address as a part that is known when it is printed, and the rest. An engine adds them without wrapping, so the rest
 * must not be negative.
 */
function split(at: Value, printing: Printing): { readonly rest: Value | null; readonly constant: number } {
  if (at.kind === 'number') return { rest: null, constant: at.value };
  if (at.kind !== 'call' || at.fn !== 'add') return { rest: at, constant: 0 };
  const [a, b] = at.args as [Value, Value];
  return b.kind === 'number' && isNatural(a, printing) ? { rest: a, constant: b.value } : { rest: at, constant: 0 };
}

function printLoad(x: Extract<Value, { kind: 'load' }>, printing: Printing): Instruction {
  const { address, place } = placeOf(x.buffer, x.at, x.dtype, printing);
  if (x.lanes === 4)
    return x.dtype === 'bool' ? maskOf(load('v128.load32_zero', address, place)) : load('v128.load', address, place);
  if (x.dtype === 'bool') return load('i32.load8_u', address, place);
  return load(x.dtype === 'f32' ? 'f32.load' : 'i32.load', address, place);
}

/** Four bytes of 0 or 1 as lanes of all bits or none. */
const maskOf = (bytes: Instruction): Instruction =>
  op('i32x4.ne', op('i32x4.extend_low_i16x8_u', op('i16x8.extend_low_i8x16_u', bytes)), v128('i32x4', 0));

function printCall(x: Extract<Value, { kind: 'call' }>, printing: Printing): Instruction {
  const facts = { operand: x.args[0]!.dtype, exact: x.exact };
  const isVector = lanesOf(x) === 4;
  if (!isVector && facts.operand === 'bool' && (x.fn === 'and' || x.fn === 'or') && readsGuarded(x.args[1]!)) {
    const [first, second] = x.args.map((arg) => printValue(arg, printing)) as [Instruction, Instruction];
    return x.fn === 'and' ? ifElse(first, [second], [i32(0)]) : ifElse(first, [i32(1)], [second]);
  }
  const isNot = x.args.findIndex((arg) => arg.kind === 'call' && arg.fn === 'not');
  if (isVector && x.fn === 'and' && isNot >= 0) return printAndNot(x.args[1 - isNot]!, x.args[isNot]!, printing);
  const args = x.args.map((arg) => printValue(arg, printing));
  if (!isVector && x.fn === 'pow' && isWhole(x.args[1]!, printing)) return callFunction(printing.own(wholePower), args);
  if (!isVector) return scalarCall(x.fn, args, facts, printing);
  const [value, count] = x.args;
  // All lanes shift by the same: the usual case, and the only one that has an instruction.
  if ((x.fn === 'shiftLeft' || x.fn === 'shiftRight') && count?.kind === 'splat') {
    const name = x.fn === 'shiftLeft' ? 'i32x4.shl' : value!.dtype === 'i32' ? 'i32x4.shr_s' : 'i32x4.shr_u';
    return op(name, args[0]!, printValue(count.arg, printing));
  }
  return vectorFunctionOf(x.fn, args, { ...facts, isScalar: false }, printing);
}

/** One instruction of what would be three: processors have none for `not`. */
function printAndNot(a: Value, not: Value, printing: Printing): Instruction {
  return op('v128.andnot', printValue(a, printing), printValue(partsOf(not)[0]!, printing));
}

function printSelect(x: Extract<Value, { kind: 'select' }>, printing: Printing): Instruction {
  const [then, otherwise, when] = [x.then, x.otherwise, x.when].map((part) => printValue(part, printing)) as [
    Instruction,
    Instruction,
    Instruction,
  ];
  if (lanesOf(x) === 4)
    return lanesOf(x.when) === 4 ? op('v128.bitselect', then, otherwise, when) : ifElse(when, [then], [otherwise]);
  const isPlain = [x.then, x.otherwise].every((part) => partsOf(part).length === 0);
  return isPlain ? select(then, otherwise, when) : ifElse(when, [then], [otherwise]);
}

function printSplat(x: Value, printing: Printing): Instruction {
  if (x.kind === 'number') {
    if (x.dtype === 'f32') return v128('f32x4', x.value);
    return v128('i32x4', x.dtype === 'bool' ? (x.value !== 0 ? -1 : 0) : x.value);
  }
  if (x.kind === 'load' && x.dtype !== 'bool') {
    const { address, place } = placeOf(x.buffer, x.at, x.dtype, printing);
    return load('v128.load32_splat', address, place);
  }
  return intoLanes(printValue(x, printing), x.dtype);
}

function printLanes(args: readonly Value[], dtype: DType, printing: Printing): Instruction {
  const [first, ...others] = args as readonly [Value, ...Value[]];
  if (dtype !== 'bool' && args.every((x) => x.kind === 'load')) {
    const places = args.map((x) => placeOf(x.buffer, x.at, dtype, printing));
    const start = load('v128.load32_zero', places[0]!.address, places[0]!.place);
    return places
      .slice(1)
      .reduce((vector, { address, place }, k) => loadLane('v128.load32_lane', k + 1, address, vector, place), start);
  }
  const name = dtype === 'f32' ? 'f32x4.replace_lane' : 'i32x4.replace_lane';
  const asLane = (x: Value): Instruction => {
    const scalar = printValue(x, printing);
    return dtype === 'bool' ? op('i32.sub', i32(0), scalar) : scalar;
  };
  return others.reduce(
    (vector, x, k) => lane(name, k + 1, vector, asLane(x)),
    intoLanes(printValue(first, printing), dtype),
  );
}

/** (first with third) with (second with fourth). */
function printFold(x: Extract<Value, { kind: 'fold' }>, printing: Printing): Instruction {
  const [whole, half] = [printing.temporary('v128'), printing.temporary('v128')];
  const both = (a: Instruction, b: Instruction): Instruction =>
    vectorFunctionOf(x.fn, [a, b], { operand: x.dtype, exact: true, isScalar: false }, printing);
  const halves = both(tee(whole, printValue(x.arg, printing)), shuffleLanes([2, 3, 0, 1], get(whole), get(whole)));
  const quarters = both(tee(half, halves), shuffleLanes([1, 0, 3, 2], get(half), get(half)));
  return outOfLane(quarters, x.dtype === 'f32' ? 'f32' : 'i32');
}
