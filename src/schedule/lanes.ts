import type { ScalarFunction } from '../expr/index.js';
import type { Statement, Value } from './loopNest.js';
import { numberValue } from './scope.js';
import { lanesOf, partsOf, someValue } from './walk.js';

/** How a value changes from one iteration to the next: 0 not at all, a number by that much, null in some other way. */
type Stride = number | null;

/** What is known of the names inside a loop that is made vectors of. */
export interface Around {
  /** Of names that are no vectors: those that are missing do not change. */
  readonly strides: Map<string, Stride>;
  readonly vectors: Set<string>;
  /** Behind a condition that holds for all lanes or none: what it guards may be read. */
  readonly isGuarding?: true;
}

export const lanes = [0, 1, 2, 3];

export function strideOf(x: Value, around: Around): Stride {
  if (x.kind === 'name') return around.vectors.has(x.name) ? null : (around.strides.get(x.name) ?? 0);
  const parts = partsOf(x).map((part) => strideOf(part, around));
  if (parts.every((stride) => stride === 0)) return 0;
  if (x.kind !== 'call' || x.dtype !== 'i32') return null;
  const [a = null, b = null] = parts;
  if (a === null || (x.args.length > 1 && b === null)) return null;
  if (x.fn === 'add') return a + b!;
  if (x.fn === 'sub') return a - b!;
  if (x.fn === 'neg') return -a;
  return x.fn === 'mul' ? (factorOf(x.args[1]!, a) ?? factorOf(x.args[0]!, b!)) : null;
}

const factorOf = (x: Value, stride: number): number | null => (x.kind === 'number' ? x.value * stride : null);

/** Functions that no target has for vectors. */
const scalarOnly = (fn: ScalarFunction, { dtype }: Value): boolean =>
  (fn === 'idiv' || fn === 'mod') && dtype !== 'f32';

/** A value of four iterations at once; null where that would not pay. */
export function vectorOf(x: Value, around: Around): Value | null {
  const stride = strideOf(x, around);
  if (stride !== null && !around.isGuarding && isExposed(x)) return null;
  if (stride === 0) return { kind: 'splat', dtype: x.dtype, arg: x };
  if (stride !== null) return { kind: 'ramp', dtype: x.dtype, from: x, step: stride };
  switch (x.kind) {
    case 'name':
      return { ...x, lanes: 4 };
    case 'load':
      return vectorLoad(x, around);
    case 'call': {
      const args = x.args.map((arg) => vectorOf(arg, around));
      return scalarOnly(x.fn, x.args[0]!) || !areAll(args) ? null : { ...x, args };
    }
    case 'cast': {
      const arg = vectorOf(x.arg, around);
      return arg && { ...x, arg };
    }
    case 'select': {
      const isOneForAll = strideOf(x.when, around) === 0 && !isExposed(x.when);
      const inside: Around = isOneForAll ? { ...around, isGuarding: true } : around;
      const when = isOneForAll ? x.when : vectorOf(x.when, around);
      const [then, otherwise] = [x.then, x.otherwise].map((part) => vectorOf(part, inside));
      return when && then && otherwise ? { ...x, when, then, otherwise } : null;
    }
    case 'number':
    case 'extent':
    case 'splat':
    case 'ramp':
    case 'lanes':
    case 'fold':
      return null;
  }
}

const areAll = (values: readonly (Value | null)[]): values is readonly Value[] => !values.includes(null);

function vectorLoad(x: Extract<Value, { kind: 'load' }>, around: Around): Value | null {
  if (x.guarded && !around.isGuarding) return null;
  const stride = strideOf(x.at, around);
  if (stride === null) return null;
  if (stride === 1) return { ...x, lanes: 4 };
  const at = (lane: number): Value => ({
    kind: 'call',
    dtype: 'i32',
    fn: 'add',
    args: [x.at, numberValue(stride * lane)],
    exact: true,
  });
  return { kind: 'lanes', dtype: x.dtype, args: lanes.map((lane) => (lane === 0 ? x : { ...x, at: at(lane) })) };
}

/** The statements of a loop for four iterations at once; null where one of them cannot be. */
export function vectorBody(body: readonly Statement[], around: Around): Statement[] | null {
  const made: Statement[] = [];
  for (const s of body) {
    const vector = s.kind === 'if' ? chosen(s, around) : vectorStatement(s, around);
    if (!vector) return null;
    made.push(...(Array.isArray(vector) ? vector : [vector]));
  }
  return made;
}

/** Registers that change together where a condition holds: each chooses, that which the condition reads as the last. */
function chosen({ when, then }: Extract<Statement, { kind: 'if' }>, around: Around): Statement[] | null {
  const assigns = then.filter((s) => s.kind === 'assign');
  const isRead = (name: string, x: Value): boolean => someValue(x, (y) => y.kind === 'name' && y.name === name);
  const read = assigns.filter(({ name }) => isRead(name, when));
  const areApart = assigns.every(({ name }) => assigns.every(({ value }) => !isRead(name, value)));
  const mask = vectorOf(when, around);
  if (assigns.length < then.length || read.length > 1 || !areApart || !mask || lanesOf(mask) === 1) return null;
  const made = [...assigns.filter((s) => !read.includes(s)), ...read].map((s) => choosing(s, mask, around));
  return made.every((s) => s !== null) ? made : null;
}

function choosing(
  { name, value }: Extract<Statement, { kind: 'assign' }>,
  when: Value,
  around: Around,
): Statement | null {
  const { dtype } = value;
  const then = around.vectors.has(name) ? vectorOf(value, around) : null;
  const otherwise: Value = { kind: 'name', dtype, name, lanes: 4 };
  return then && { kind: 'assign', name, value: { kind: 'select', dtype, when, then, otherwise } };
}

function vectorStatement(s: Statement, around: Around): Statement | null {
  switch (s.kind) {
    case 'let': {
      const stride = strideOf(s.value, around);
      if (stride !== null) {
        around.strides.set(s.name, stride);
        return s;
      }
      return withVector(s, around);
    }
    case 'var':
      return withVector(s, around);
    case 'assign': {
      const value = around.vectors.has(s.name) ? vectorOf(s.value, around) : null;
      return value && { ...s, value };
    }
    case 'store': {
      const value = strideOf(s.at, around) === 1 ? vectorOf(s.value, around) : null;
      return value && { ...s, value };
    }
    case 'loop': {
      if ([s.from, s.to].some((x) => strideOf(x, around) !== 0)) return null;
      const inner = vectorBody(s.body, around);
      return inner && { ...s, body: inner };
    }
    case 'if':
    case 'call':
      return null;
  }
}

function withVector(s: Extract<Statement, { kind: 'let' | 'var' }>, around: Around): Statement | null {
  const value = vectorOf(s.value, around);
  around.vectors.add(s.name);
  return value && { ...s, value };
}

/** Whether a value reads what only a condition around it keeps inside its buffer. */
function isExposed(x: Value): boolean {
  if (x.kind === 'load' && x.guarded) return true;
  if (x.kind === 'select') return isExposed(x.when);
  const isShortened = x.kind === 'call' && x.dtype === 'bool' && (x.fn === 'and' || x.fn === 'or');
  return (isShortened ? x.args.slice(0, 1) : partsOf(x)).some(isExposed);
}
