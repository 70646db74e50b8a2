import { unreachable, type Source } from '../../../src/base/index.js';
import type { ValueType } from './opcode.js';
import type { AccessLaneName, AccessName, LaneName, PlainName } from './opcodes.js';

/** A variable of a function. Two of one name are two variables: the object is what counts, and names serve readers. */
export interface Local {
  readonly name: string;
  readonly type: ValueType;
}

export const local = (name: string, type: ValueType): Local => ({ name, type });

/** A variable of a module, known by its name. */
export interface GlobalVariable {
  readonly name: string;
  readonly type: ValueType;
}

/** Where a branch goes: behind the end of its block, or to the start of its loop. The object is what counts here too. */
export interface Label {
  readonly name: string;
}

export const label = (name: string): Label => ({ name });

/** A function as whoever calls it sees it; a function of the module is one. */
export interface Callee {
  readonly name: string;
  readonly parameters: readonly { readonly type: ValueType }[];
  readonly result: ValueType | null;
}

/** A piece of memory's first content, known by its name. */
export interface Segment {
  readonly name: string;
}

export type VectorShape = 'i8x16' | 'i16x8' | 'i32x4' | 'f32x4' | 'f64x2';

/**
 * An instruction with all that it takes from the stack: a tree, immutable, whose types were checked when it was built.
 * Where one stands twice in a body, its code stands there twice.
 */
export type Instruction = {
  /** What it leaves on the stack; null where it leaves nothing. */
  readonly type: ValueType | null;
  /** Evaluated before it, from left to right. */
  readonly operands: readonly Instruction[];
  readonly note?: Note;
} & (
  | { readonly kind: 'plain'; readonly name: PlainName }
  | { readonly kind: 'access'; readonly name: AccessName; readonly place: Place }
  | { readonly kind: 'lane'; readonly name: LaneName; readonly lane: number }
  | { readonly kind: 'accessLane'; readonly name: AccessLaneName; readonly place: Place; readonly lane: number }
  | { readonly kind: 'shuffle'; readonly bytes: readonly number[] }
  | { readonly kind: 'number'; readonly type: 'i32' | 'f32' | 'f64'; readonly value: number }
  | { readonly kind: 'long'; readonly value: bigint }
  | { readonly kind: 'vector'; readonly shape: VectorShape; readonly lanes: readonly number[] }
  | { readonly kind: 'local'; readonly name: 'local.get' | 'local.set' | 'local.tee'; readonly local: Local }
  | { readonly kind: 'global'; readonly name: 'global.get' | 'global.set'; readonly global: GlobalVariable }
  | { readonly kind: 'segment'; readonly name: 'memory.init' | 'data.drop'; readonly segment: Segment }
  | { readonly kind: 'bare'; readonly name: 'select' | 'drop' | 'nop' | 'unreachable' | 'return' }
  | { readonly kind: 'call'; readonly callee: Callee }
  | { readonly kind: 'branch'; readonly name: 'br' | 'br_if'; readonly label: Label }
  | {
      readonly kind: 'block';
      readonly name: 'block' | 'loop';
      readonly label: Label;
      readonly body: readonly Instruction[];
    }
  | { readonly kind: 'if'; readonly then: readonly Instruction[]; readonly otherwise: readonly Instruction[] }
  | { readonly kind: 'comment' }
);

/** What the text form says above an instruction. */
export interface Note {
  readonly text: string;
  readonly source: Source | null;
}

/** Where an access goes: `offset` bytes behind the address. */
export interface Place {
  readonly offset: number;
  /** In bytes: a promise to the engine that costs speed where it is broken, never a result. */
  readonly align: number;
}

/** The same instruction with a line above it in the text form. */
export const noted = (instruction: Instruction, text: string, source: Source | null = null): Instruction => ({
  ...instruction,
  note: { text, source },
});

/** A line of its own, between statements. */
export const comment = (text: string, source: Source | null = null): Instruction => ({
  kind: 'comment',
  type: null,
  operands: [],
  note: { text, source },
});

/** Refuses operands of other types than an instruction takes: a stack error that names our own source. */
export function checkOperands(
  name: string,
  operands: readonly Instruction[],
  types: readonly (ValueType | null)[],
): readonly Instruction[] {
  if (operands.length !== types.length)
    unreachable(`${name} takes ${types.length} operands, and was given ${operands.length}`);
  types.forEach((type, k) => {
    const given = operands[k]!.type;
    if (given !== type)
      unreachable(`${name}: operand ${k + 1} is ${shownType(operands[k]!)}, not ${type ?? 'nothing'}`);
  });
  return operands;
}

/** Refuses a body that leaves anything but one value of a type, or nothing, on the stack. */
export function checkBody(where: string, body: readonly Instruction[], type: ValueType | null): void {
  body.slice(0, -1).forEach((instruction, k) => {
    if (instruction.type !== null)
      unreachable(`${where}: statement ${k + 1} leaves ${shownType(instruction)} on the stack`);
  });
  const last = body.at(-1);
  if (last && neverEnds(last)) return;
  if ((last?.type ?? null) !== type)
    unreachable(`${where} ends with ${last ? shownType(last) : 'nothing'}, not ${type ?? 'nothing'}`);
}

/** Whether what follows it is never reached, so that any type may be expected there. */
export const neverEnds = (instruction: Instruction): boolean =>
  (instruction.kind === 'bare' && (instruction.name === 'return' || instruction.name === 'unreachable')) ||
  (instruction.kind === 'branch' && instruction.name === 'br');

const shownType = (instruction: Instruction): string => `${instruction.type ?? 'nothing'} (of ${nameOf(instruction)})`;

/** The instruction's name in the text format. */
export function nameOf(instruction: Instruction): string {
  switch (instruction.kind) {
    case 'number':
      return `${instruction.type}.const`;
    case 'long':
      return 'i64.const';
    case 'vector':
      return 'v128.const';
    case 'shuffle':
      return 'i8x16.shuffle';
    case 'call':
    case 'if':
    case 'comment':
      return instruction.kind;
    case 'plain':
    case 'access':
    case 'lane':
    case 'accessLane':
    case 'local':
    case 'global':
    case 'segment':
    case 'bare':
    case 'branch':
    case 'block':
      return instruction.name;
  }
}

/** All instructions directly inside one. */
export function partsOf(instruction: Instruction): readonly Instruction[] {
  if (instruction.kind === 'block') return instruction.body;
  if (instruction.kind === 'if') return [...instruction.operands, ...instruction.then, ...instruction.otherwise];
  return instruction.operands;
}
