import type { ValueType } from '../encoding/index.js';
import type { LaneName, PlainName } from '../encoding/index.js';

/**
 * What an instruction computes. Values are shared by identity: one that is used twice is computed once, and gets a local.
 * There is no control flow in them, so they may be written into a loop as well as into a function of their own.
 */
export type Value =
  | { readonly kind: 'parameter'; readonly index: number; readonly type: ValueType }
  | { readonly kind: 'number'; readonly type: 'i32' | 'f32' | 'f64'; readonly value: number }
  | { readonly kind: 'wide'; readonly value: bigint }
  | { readonly kind: 'operation'; readonly name: PlainName; readonly operands: readonly Value[] }
  | { readonly kind: 'lane'; readonly name: LaneName; readonly lane: number; readonly operands: readonly Value[] }
  | { readonly kind: 'shuffle'; readonly bytes: readonly number[]; readonly operands: readonly Value[] }
  | { readonly kind: 'select'; readonly type: ValueType; readonly operands: readonly Value[] }
  | { readonly kind: 'call'; readonly name: string; readonly type: ValueType; readonly operands: readonly Value[] };

/** A function of the vector mathematics. */
export interface VectorFunction {
  readonly parameters: readonly ValueType[];
  readonly type: ValueType;
  readonly result: Value;
  /** Lanes where `result` is wrong, and what is right there: computed only where there is such a lane. */
  readonly exception?: { readonly where: Value; readonly value: Value };
}

export const operation = (name: PlainName, ...operands: Value[]): Value => ({ kind: 'operation', name, operands });

export const lane = (name: LaneName, index: number, ...operands: Value[]): Value => ({
  kind: 'lane',
  name,
  lane: index,
  operands,
});

export const shuffle = (bytes: readonly number[], a: Value, b: Value): Value => ({
  kind: 'shuffle',
  bytes,
  operands: [a, b],
});

/** Of two numbers the first where the condition is not 0. */
export const select = (type: ValueType, first: Value, second: Value, condition: Value): Value => ({
  kind: 'select',
  type,
  operands: [first, second, condition],
});

export const call = (name: string, type: ValueType, ...operands: Value[]): Value => ({
  kind: 'call',
  name,
  type,
  operands,
});

export const i32 = (value: number): Value => ({ kind: 'number', type: 'i32', value: value | 0 });
export const f32 = (value: number): Value => ({ kind: 'number', type: 'f32', value: Math.fround(value) });
export const f64 = (value: number): Value => ({ kind: 'number', type: 'f64', value });
export const i64 = (value: bigint): Value => ({ kind: 'wide', value: BigInt.asIntN(64, value) });

/** A function of one vector. */
export const unary = (result: (x: Value) => Value): VectorFunction => ({
  parameters: ['v128'],
  type: 'v128',
  result: result(vectorParameter(0)),
});

/** A function of two vectors. */
export const binary = (result: (a: Value, b: Value) => Value): VectorFunction => ({
  parameters: ['v128', 'v128'],
  type: 'v128',
  result: result(vectorParameter(0), vectorParameter(1)),
});

export const vectorParameter = (index: number): Value => ({ kind: 'parameter', index, type: 'v128' });
