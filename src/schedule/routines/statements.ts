import type { DType } from '../../base/index.js';
import type { ScalarFunction } from '../../expr/index.js';
import type { Statement, Value } from '../loopNest.js';
import { exactCall, extentValue, nameValue, numberValue } from '../scope.js';

// Short names for statements and values, so that a routine reads like the loops that it is.

export const int = (name: string): Value => nameValue(name, 'i32');
export const number = numberValue;
export const named = nameValue;
export const add = (...xs: readonly Value[]): Value => xs.reduce((a, b) => exactCall('add', [a, b]));
export const sub = (a: Value, b: Value): Value => exactCall('sub', [a, b]);
export const times = (a: Value, b: Value): Value => exactCall('mul', [a, b]);
export const least = (a: Value, b: Value): Value => exactCall('min', [a, b]);
export const extent = extentValue;

/** A call with the dtype of its operands, or of bool for a comparison. */
export const call = (fn: ScalarFunction, args: readonly Value[], dtype: DType = args[0]!.dtype): Value => ({
  kind: 'call',
  dtype,
  fn,
  args,
  exact: false,
});

export const test = (fn: 'less' | 'lessEqual' | 'equal' | 'and' | 'or', a: Value, b: Value): Value =>
  call(fn, [a, b], 'bool');
export const not = (x: Value): Value => call('not', [x], 'bool');

export const choose = (when: Value, then: Value, otherwise: Value): Value => ({
  kind: 'select',
  dtype: then.dtype,
  when,
  then,
  otherwise,
});

export const load = (buffer: string, dtype: DType, at: Value): Value => ({ kind: 'load', dtype, buffer, at });
export const store = (buffer: string, at: Value, value: Value): Statement => ({ kind: 'store', buffer, at, value });
export const set = (name: string, value: Value): Statement => ({ kind: 'let', name, value });
export const variable = (name: string, value: Value): Statement => ({ kind: 'var', name, value });
export const assign = (name: string, value: Value): Statement => ({ kind: 'assign', name, value });
export const when = (condition: Value, then: readonly Statement[]): Statement => ({
  kind: 'if',
  when: condition,
  then,
});

/** `body` for each number from one up to another, the second left out. */
export const loop = (name: string, from: Value, to: Value, body: readonly Statement[]): Statement => ({
  kind: 'loop',
  loop: 'sequential',
  name,
  from,
  to,
  step: 1,
  body,
});
