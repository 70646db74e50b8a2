import {
  atomicOpcodes,
  bulkOpcodes,
  fenceOpcodes,
  loadLaneOpcodes,
  loadOpcodes,
  storeLaneOpcodes,
  storeOpcodes,
} from './memoryOpcodes.js';
import type { AccessOpcode, LaneOpcode, Opcode } from './opcode.js';
import { conversionOpcodes, scalarOpcodes } from './scalarOpcodes.js';
import { laneOpcodes, relaxedOpcodes, shuffleOpcode, vectorOpcodes } from './vectorOpcodes.js';

/** Every instruction that we use whose types are fixed, by what follows its code: nothing, ... */
const plain = {
  ...scalarOpcodes,
  ...conversionOpcodes,
  ...vectorOpcodes,
  ...relaxedOpcodes,
  ...bulkOpcodes,
  ...fenceOpcodes,
};

/** ... alignment and offset, ... */
const access = { ...loadOpcodes, ...storeOpcodes, ...atomicOpcodes };

/** ... both and a lane. */
const accessLane = { ...loadLaneOpcodes, ...storeLaneOpcodes };

export type PlainName = keyof typeof plain;
export type LoadName = keyof typeof loadOpcodes;
export type StoreName = keyof typeof storeOpcodes;
export type AtomicName = keyof typeof atomicOpcodes;
export type AccessName = keyof typeof access;
export type AccessLaneName = keyof typeof accessLane;
export type LoadLaneName = keyof typeof loadLaneOpcodes;
export type StoreLaneName = keyof typeof storeLaneOpcodes;
export type LaneName = keyof typeof laneOpcodes;
export type RelaxedName = keyof typeof relaxedOpcodes;

export const opcodes: {
  readonly plain: Readonly<Record<PlainName, Opcode>>;
  readonly access: Readonly<Record<AccessName, AccessOpcode>>;
  readonly lane: Readonly<Record<LaneName, LaneOpcode>>;
  readonly accessLane: Readonly<Record<AccessLaneName, AccessOpcode & LaneOpcode>>;
  readonly shuffle: Opcode;
} = { plain, access, lane: laneOpcodes, accessLane, shuffle: shuffleOpcode };

/** Whether a probe has to say that the engine has it. */
export const isRelaxed = (name: string): name is RelaxedName => Object.hasOwn(relaxedOpcodes, name);

/** What structures code and moves values; their types are those of their operands. */
export const codes = {
  unreachable: 0x00,
  nop: 0x01,
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  br: 0x0c,
  br_if: 0x0d,
  br_table: 0x0e,
  return: 0x0f,
  call: 0x10,
  drop: 0x1a,
  select: 0x1b,
  'local.get': 0x20,
  'local.set': 0x21,
  'local.tee': 0x22,
  'global.get': 0x23,
  'global.set': 0x24,
  'i32.const': 0x41,
  'i64.const': 0x42,
  'f32.const': 0x43,
  'f64.const': 0x44,
} as const;

/** As signed bytes of the binary format: types are negative numbers there. */
export const typeCodes = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, v128: 0x7b, none: 0x40 } as const;
