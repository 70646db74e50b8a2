import { lanesOf, nameValue, type Statement } from '../../../src/schedule/index.js';
import {
  branchIf,
  callFunction,
  get,
  i32,
  ifElse,
  label,
  loop,
  op,
  set,
  store,
  storeLane,
  v128,
  type Instruction,
  type Local,
} from '../encoding/index.js';
import { pointing } from './pointers.js';
import { typeOf, type Printing } from './printing.js';
import { isNatural, isWhole, placeOf, printValue } from './values.js';

export function printStatements(body: readonly Statement[], printing: Printing): Instruction[] {
  return body.flatMap((s) => printStatement(s, printing));
}

function printStatement(s: Statement, printing: Printing): Instruction[] {
  switch (s.kind) {
    case 'loop':
      return printLoop(s, printing);
    case 'let':
    case 'var':
    case 'assign': {
      if (s.kind === 'let' && isNatural(s.value, printing)) printing.naturals.add(s.name);
      if (s.kind === 'let' && isWhole(s.value, printing)) printing.wholes.add(s.name);
      const register = printing.register(s.name, typeOf(s.value.dtype, lanesOf(s.value)));
      return [set(register, printValue(s.value, printing))];
    }
    case 'store':
      return [printStore(s, printing)];
    case 'if':
      return [ifElse(printValue(s.when, printing), printStatements(s.then, printing))];
    case 'call': {
      const pointers = s.memory.map((buffer) => get(printing.pointer(buffer)));
      return [
        callFunction(printing.routine(s.routine), [...pointers, ...s.numbers.map((x) => printValue(x, printing))]),
      ];
    }
  }
}

type Loop = Extract<Statement, { kind: 'loop' }>;

/** The loop's end is worked out once; a loop that runs at all tests at its end. */
function printLoop(s: Loop, printing: Printing): Instruction[] {
  const counter = printing.register(s.name, 'i32');
  printing.naturals.add(s.name);
  if (s.shared) return printShared(s, printing);
  const isKnown = s.to.kind === 'number';
  const end = isKnown ? null : printing.temporary('i32');
  const to = (): Instruction => (end ? get(end) : printValue(s.to, printing));
  const body = repeated(s, counter, to, printing);
  const starts = [set(counter, printValue(s.from, printing)), ...(end ? [set(end, printValue(s.to, printing))] : [])];
  if (s.from.kind === 'number' && s.to.kind === 'number') return s.from.value < s.to.value ? [...starts, ...body] : [];
  return [...starts, ifElse(op('i32.lt_s', get(counter), to()), body)];
}

/** Runs at least once. */
function repeated(s: Loop, counter: Local, to: () => Instruction, printing: Printing): Instruction[] {
  const again = label(s.name);
  const own = pointing(s, printing);
  const body = loop(again, [
    ...printStatements(own?.body ?? s.body, own?.printing ?? printing),
    ...(own?.steps ?? []),
    set(counter, op('i32.add', get(counter), i32(s.step))),
    branchIf(again, op('i32.lt_s', get(counter), to())),
  ]);
  return [...(own?.starts ?? []), body];
}

/** From this thread's first iteration to the next thread's. */
function printShared(s: Loop, printing: Printing): Instruction[] {
  const counter = printing.register(s.name, 'i32');
  const end = printing.temporary('i32');
  const isFromZero = s.from.kind === 'number' && s.from.value === 0;
  const [from, to] = [printValue(s.from, printing), printValue(s.to, printing)];
  const distance = isFromZero ? to : op('i32.sub', to, from);
  const at = (next: 0 | 1): Instruction => {
    const bound = printing.bound(distance, s.step, next);
    return isFromZero ? bound : op('i32.add', from, bound);
  };
  const first = { ...s, from: nameValue(s.name, 'i32') };
  const body = repeated(first, counter, () => get(end), printing);
  return [set(counter, at(0)), set(end, at(1)), ifElse(op('i32.lt_s', get(counter), get(end)), body)];
}

function printStore({ buffer, at, value }: Extract<Statement, { kind: 'store' }>, printing: Printing): Instruction {
  const { dtype } = value;
  const { address, place } = placeOf(buffer, at, dtype, printing);
  const x = printValue(value, printing);
  if (lanesOf(value) === 4) {
    if (dtype !== 'bool') return store('v128.store', address, x, place);
    const narrow = op('v128.and', x, v128('i32x4', 1));
    const words = op('i16x8.narrow_i32x4_u', narrow, v128('i32x4', 0));
    return storeLane('v128.store32_lane', 0, address, op('i8x16.narrow_i16x8_u', words, v128('i32x4', 0)), {
      ...place,
      align: 1,
    });
  }
  if (dtype === 'bool') return store('i32.store8', address, x, place);
  return dtype === 'f32' ? store('f32.store', address, x, place) : store('i32.store', address, x, place);
}
