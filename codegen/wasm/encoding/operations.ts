import { unreachable } from '../../../src/base/index.js';
import {
  checkOperands,
  type GlobalVariable,
  type Instruction,
  type Local,
  type Place,
  type Callee,
  type Segment,
} from './instruction.js';
import {
  opcodes,
  type AccessName,
  type AtomicName,
  type LaneName,
  type LoadLaneName,
  type LoadName,
  type PlainName,
  type StoreLaneName,
  type StoreName,
} from './opcodes.js';

/** An instruction of nothing but its operands: `op('f32x4.add', a, b)`. */
export function op(name: PlainName, ...operands: readonly Instruction[]): Instruction {
  const { operands: types, result } = opcodes.plain[name];
  return { kind: 'plain', name, type: result, operands: checkOperands(name, operands, types) };
}

/** What is `offset` bytes behind an address. */
export const load = (name: LoadName, address: Instruction, place: Partial<Place> = {}): Instruction =>
  access(name, [address], place);

export const store = (
  name: StoreName,
  address: Instruction,
  value: Instruction,
  place: Partial<Place> = {},
): Instruction => access(name, [address, value], place);

/** `atomic('i32.atomic.rmw.add', [address, value])`; a wait takes address, expected value and nanoseconds (i64). */
export const atomic = (name: AtomicName, operands: readonly Instruction[], place: Partial<Place> = {}): Instruction =>
  access(name, operands, place);

/** The vector with one lane read from memory. */
export const loadLane = (
  name: LoadLaneName,
  index: number,
  address: Instruction,
  vector: Instruction,
  place: Partial<Place> = {},
): Instruction => accessLane(name, index, [address, vector], place);

export const storeLane = (
  name: StoreLaneName,
  index: number,
  address: Instruction,
  vector: Instruction,
  place: Partial<Place> = {},
): Instruction => accessLane(name, index, [address, vector], place);

/** One lane out of a vector, or into one: `lane('f32x4.extract_lane', 2, v)`. */
export function lane(name: LaneName, index: number, ...operands: readonly Instruction[]): Instruction {
  const { operands: types, result, lanes } = opcodes.lane[name];
  checkLane(name, index, lanes);
  return { kind: 'lane', name, lane: index, type: result, operands: checkOperands(name, operands, types) };
}

/** Bytes of two vectors by number: 0 to 15 are a's, 16 to 31 are b's. */
export function shuffle(bytes: readonly number[], a: Instruction, b: Instruction): Instruction {
  const name = 'i8x16.shuffle';
  if (bytes.length !== 16) unreachable(`${name} of ${bytes.length} bytes`);
  bytes.forEach((byte) => checkLane(name, byte, 32));
  return { kind: 'shuffle', bytes, type: 'v128', operands: checkOperands(name, [a, b], opcodes.shuffle.operands) };
}

/** `shuffle` by lanes of 32 bits: 0 to 3 are a's, 4 to 7 are b's. */
export const shuffleLanes = (lanes: readonly number[], a: Instruction, b: Instruction): Instruction =>
  shuffle(
    lanes.flatMap((k) => [4 * k, 4 * k + 1, 4 * k + 2, 4 * k + 3]),
    a,
    b,
  );

export const get = (variable: Local): Instruction => ({
  kind: 'local',
  name: 'local.get',
  local: variable,
  type: variable.type,
  operands: [],
});

export const set = (variable: Local, value: Instruction): Instruction => ({
  kind: 'local',
  name: 'local.set',
  local: variable,
  type: null,
  operands: checkOperands(`local.set ${variable.name}`, [value], [variable.type]),
});

/** Sets a variable, and leaves its value on the stack. */
export const tee = (variable: Local, value: Instruction): Instruction => ({
  kind: 'local',
  name: 'local.tee',
  local: variable,
  type: variable.type,
  operands: checkOperands(`local.tee ${variable.name}`, [value], [variable.type]),
});

export const getGlobal = (global: GlobalVariable): Instruction => ({
  kind: 'global',
  name: 'global.get',
  global,
  type: global.type,
  operands: [],
});

export const setGlobal = (global: GlobalVariable, value: Instruction): Instruction => ({
  kind: 'global',
  name: 'global.set',
  global,
  type: null,
  operands: checkOperands(`global.set ${global.name}`, [value], [global.type]),
});

/** `then` where `when` is not 0, else `otherwise`; both are evaluated. */
export const select = (then: Instruction, otherwise: Instruction, when: Instruction): Instruction => ({
  kind: 'bare',
  name: 'select',
  type: then.type,
  operands: checkOperands('select', [then, otherwise, when], [valueTypeOf('select', then), then.type, 'i32']),
});

/** Evaluates, and forgets the value. */
export const drop = (value: Instruction): Instruction => ({
  kind: 'bare',
  name: 'drop',
  type: null,
  operands: checkOperands('drop', [value], [valueTypeOf('drop', value)]),
});

/** `callFunction(f, [a, b])`: a function of the module, or its name and types where it is not yet made. */
export function callFunction(callee: Callee, args: readonly Instruction[]): Instruction {
  const { name, parameters, result } = callee;
  const types = parameters.map(({ type }) => type);
  return { kind: 'call', callee, type: result, operands: checkOperands(`call ${name}`, args, types) };
}

/** Copies `bytes` bytes of a passive segment, from `from`, to an address. */
export const initMemory = (segment: Segment, to: Instruction, from: Instruction, bytes: Instruction): Instruction => ({
  kind: 'segment',
  name: 'memory.init',
  segment,
  type: null,
  operands: checkOperands(`memory.init ${segment.name}`, [to, from, bytes], ['i32', 'i32', 'i32']),
});

/** Says that a passive segment is not needed again. */
export const dropData = (segment: Segment): Instruction => ({
  kind: 'segment',
  name: 'data.drop',
  segment,
  type: null,
  operands: [],
});

function access(name: AccessName, operands: readonly Instruction[], at: Partial<Place>): Instruction {
  const { operands: types, result, width } = opcodes.access[name];
  const place = placeOf(name, at, width);
  return { kind: 'access', name, place, type: result, operands: checkOperands(name, operands, types) };
}

function accessLane(
  name: LoadLaneName | StoreLaneName,
  index: number,
  operands: readonly Instruction[],
  at: Partial<Place>,
): Instruction {
  const { operands: types, result, width, lanes } = opcodes.accessLane[name];
  checkLane(name, index, lanes);
  const place = placeOf(name, at, width);
  return { kind: 'accessLane', name, lane: index, place, type: result, operands: checkOperands(name, operands, types) };
}

function placeOf(name: string, { offset = 0, align }: Partial<Place>, width: number): Place {
  if (!Number.isInteger(offset) || offset < 0 || offset >= 2 ** 32) unreachable(`${name} at offset ${offset}`);
  const bytes = align ?? width;
  const fits = name.includes('atomic') ? bytes === width : [1, 2, 4, 8, 16].includes(bytes) && bytes <= width;
  if (!fits) unreachable(`${name} of ${width} bytes with alignment ${bytes}`);
  return { offset, align: bytes };
}

function checkLane(name: string, index: number, lanes: number): void {
  if (!Number.isInteger(index) || index < 0 || index >= lanes) unreachable(`${name}: lane ${index} of ${lanes}`);
}

const valueTypeOf = (name: string, value: Instruction) =>
  value.type ?? unreachable(`${name} was given an instruction without value`);
