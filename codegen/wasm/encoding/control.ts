import { checkBody, checkOperands, type Instruction, type Label } from './instruction.js';
import type { ValueType } from './opcode.js';

/** A branch to `to` goes behind the end. A last statement that leaves a value makes it the block's. */
export const block = (to: Label, body: readonly Instruction[]): Instruction => enclosed('block', to, body);

/** A branch to `to` starts it again; without one it ends behind its last statement. */
export const loop = (to: Label, body: readonly Instruction[]): Instruction => enclosed('loop', to, body);

export const branch = (to: Label): Instruction => ({ kind: 'branch', name: 'br', label: to, type: null, operands: [] });

export const branchIf = (to: Label, condition: Instruction): Instruction => ({
  kind: 'branch',
  name: 'br_if',
  label: to,
  type: null,
  operands: checkOperands(`br_if ${to.name}`, [condition], ['i32']),
});

/** Where both ways end with a value it is that value, else a statement. */
export function ifElse(
  condition: Instruction,
  then: readonly Instruction[],
  otherwise: readonly Instruction[] = [],
): Instruction {
  const type = typeOf(then) ?? typeOf(otherwise);
  checkBody('if: then', then, type);
  checkBody('if: else', otherwise, type);
  return { kind: 'if', then, otherwise, type, operands: checkOperands('if', [condition], ['i32']) };
}

/** Leaves the function, with its result where it has one. */
export const leave = (...results: readonly Instruction[]): Instruction => ({
  kind: 'bare',
  name: 'return',
  type: null,
  operands: results,
});

/** Throws a `WebAssembly.RuntimeError`. */
export const trap: Instruction = { kind: 'bare', name: 'unreachable', type: null, operands: [] };

export const nothing: Instruction = { kind: 'bare', name: 'nop', type: null, operands: [] };

const typeOf = (body: readonly Instruction[]): ValueType | null => body.at(-1)?.type ?? null;

function enclosed(name: 'block' | 'loop', to: Label, body: readonly Instruction[]): Instruction {
  const type = typeOf(body);
  checkBody(`${name} ${to.name}`, body, type);
  return { kind: 'block', name, label: to, body, type, operands: [] };
}
