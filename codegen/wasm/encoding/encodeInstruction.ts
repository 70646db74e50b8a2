import { unreachable } from '../../../src/base/index.js';
import type { Bytes } from './bytes.js';
import { nameOf, type Instruction, type Label, type Local, type Place, type VectorShape } from './instruction.js';
import { codes, opcodes, typeCodes } from './opcodes.js';

/** What the names of one function stand for. */
export interface Indices {
  readonly local: (variable: Local) => number;
  readonly global: (name: string) => number;
  readonly callee: (name: string) => number;
  readonly segment: (name: string) => number;
}

const vectorConstant = [0xfd, 0x0c];
const segmentCodes = { 'memory.init': [0xfc, 0x08], 'data.drop': [0xfc, 0x09] } as const;

/** Operands first, then the instruction. `labels` are those of the blocks around it, the innermost last; null is an `if`. */
export function encodeInstruction(
  x: Instruction,
  bytes: Bytes,
  indices: Indices,
  labels: readonly (Label | null)[],
): void {
  for (const operand of x.operands) encodeInstruction(operand, bytes, indices, labels);
  switch (x.kind) {
    case 'plain':
      return bytes.all(opcodes.plain[x.name].code);
    case 'access':
      bytes.all(opcodes.access[x.name].code);
      return encodePlace(x.place, bytes);
    case 'lane':
      bytes.all(opcodes.lane[x.name].code);
      return bytes.byte(x.lane);
    case 'accessLane':
      bytes.all(opcodes.accessLane[x.name].code);
      encodePlace(x.place, bytes);
      return bytes.byte(x.lane);
    case 'shuffle':
      bytes.all(opcodes.shuffle.code);
      return bytes.all(x.bytes);
    case 'number':
      return encodeNumber(x.type, x.value, bytes);
    case 'long':
      bytes.byte(codes['i64.const']);
      return bytes.signed64(x.value);
    case 'vector':
      bytes.all(vectorConstant);
      return x.lanes.forEach((lane) => writeLane[x.shape](bytes, lane));
    case 'local':
      bytes.byte(codes[x.name]);
      return bytes.unsigned(indices.local(x.local));
    case 'global':
      bytes.byte(codes[x.name]);
      return bytes.unsigned(indices.global(x.global.name));
    case 'segment':
      bytes.all(segmentCodes[x.name]);
      bytes.unsigned(indices.segment(x.segment.name));
      return x.name === 'memory.init' ? bytes.byte(0) : undefined;
    case 'bare':
      return bytes.byte(codes[x.name]);
    case 'call':
      bytes.byte(codes.call);
      return bytes.unsigned(indices.callee(x.callee.name));
    case 'branch':
      bytes.byte(codes[x.name]);
      return bytes.unsigned(depthOf(x.label, labels));
    case 'block':
    case 'if':
      return encodeEnclosing(x, bytes, indices, labels);
    case 'comment':
      return;
  }
}

function encodeEnclosing(
  x: Instruction & { readonly kind: 'block' | 'if' },
  bytes: Bytes,
  indices: Indices,
  labels: readonly (Label | null)[],
): void {
  const within = [...labels, x.kind === 'block' ? x.label : null];
  const body = (inner: readonly Instruction[]): void =>
    inner.forEach((instruction) => encodeInstruction(instruction, bytes, indices, within));
  bytes.byte(codes[nameOf(x) as 'block' | 'loop' | 'if']);
  bytes.byte(typeCodes[x.type ?? 'none']);
  if (x.kind === 'block') body(x.body);
  else {
    body(x.then);
    if (x.otherwise.length > 0) bytes.byte(codes.else);
    body(x.otherwise);
  }
  bytes.byte(codes.end);
}

/** How many blocks a branch leaves. */
export function depthOf(label: Label, labels: readonly (Label | null)[]): number {
  const at = labels.lastIndexOf(label);
  return at < 0 ? unreachable(`no block around a branch has the label ${label.name}`) : labels.length - 1 - at;
}

export function encodeNumber(type: 'i32' | 'f32' | 'f64', value: number, bytes: Bytes): void {
  bytes.byte(codes[`${type}.const`]);
  if (type === 'i32') bytes.signed(value);
  else bytes[type](value);
}

/** The alignment as a power of 2, then the offset. */
function encodePlace({ offset, align }: Place, bytes: Bytes): void {
  bytes.unsigned(Math.log2(align));
  bytes.unsigned(offset);
}

const writeLane: Readonly<Record<VectorShape, (bytes: Bytes, lane: number) => void>> = {
  i8x16: (bytes, lane) => bytes.byte(lane & 255),
  i16x8: (bytes, lane) => bytes.all([lane & 255, (lane >> 8) & 255]),
  i32x4: (bytes, lane) => bytes.all([lane & 255, (lane >> 8) & 255, (lane >> 16) & 255, (lane >> 24) & 255]),
  f32x4: (bytes, lane) => bytes.f32(lane),
  f64x2: (bytes, lane) => bytes.f64(lane),
};
