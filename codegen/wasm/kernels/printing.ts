import type { DType } from '../../../src/base/index.js';
import type { Lanes, Value } from '../../../src/schedule/index.js';
import type { Callee, Instruction, Local, ValueType, WasmFunction } from '../encoding/index.js';
import type { VectorFunctionName } from '../polynomials/index.js';

/** An access as so many bytes behind a pointer that a loop moves. */
export interface RunningPlace {
  readonly pointer: Local;
  readonly offset: number;
}

/** What the values and statements of one function are printed with. */
export interface Printing {
  /** The variable of a register: one of its name and type. */
  readonly register: (name: string, type: ValueType) => Local;
  /** The variable that holds a buffer's address. */
  readonly pointer: (buffer: string) => Local;
  /** In a loop with pointers of its own: where an access lies. */
  readonly running: (buffer: string, at: Value) => RunningPlace | undefined;
  /** Integers that are never negative: loop variables, and what is made of them. */
  readonly naturals: Set<string>;
  /** Registers of f32 that hold a whole number, 0 or more. */
  readonly wholes: Set<string>;
  readonly temporary: (type: ValueType) => Local;
  readonly callee: (name: VectorFunctionName) => Callee;
  /** A function that the module then has. */
  readonly own: (given: WasmFunction) => Callee;
  readonly routine: (name: string) => Callee;
  /** How far from a shared loop's first iteration this thread's part begins, or, with 1, the next one's. */
  readonly bound: (distance: Instruction, step: number, next: 0 | 1) => Instruction;
}

/** Bools are 0 and 1 as numbers, and all bits of a lane in a vector. */
export const typeOf = (dtype: DType, lanes: Lanes): ValueType =>
  lanes === 4 ? 'v128' : dtype === 'f32' ? 'f32' : 'i32';

export const bytesOf = (dtype: DType): number => (dtype === 'bool' ? 1 : 4);
