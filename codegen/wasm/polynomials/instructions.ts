import {
  callFunction,
  f32,
  f64,
  get,
  i32,
  i64,
  ifElse,
  lane,
  local,
  op,
  select,
  set,
  shuffle,
  tee,
  v128,
  wasmFunction,
  type Callee,
  type Instruction,
  type Local,
  type ValueType,
  type WasmFunction,
} from '../encoding/index.js';
import type { Value, VectorFunction } from './value.js';

/** How a called function looks, by its name. */
export type Callees = (name: string) => Callee;

/** A function of the module; what it calls has to be in the module too. */
export function functionOf(name: string, definition: VectorFunction, callees: Callees): WasmFunction {
  const parameters = definition.parameters.map((type, index) => local(`x${index}`, type));
  const translate = translator(definition, parameters.map(get), callees);
  return wasmFunction(name, { parameters, result: definition.type, body: bodyOf(definition, translate) });
}

/**
 * The function's value as one instruction, in the place of a call. An argument that is used more than once is kept in a
 * local unless it is a variable's value. Null where lanes may be exceptions, which takes a branch.
 */
export function inlined(
  definition: VectorFunction,
  args: readonly Instruction[],
  callees: Callees,
): Instruction | null {
  if (definition.exception) return null;
  return translator(definition, args, callees)(definition.result);
}

function bodyOf({ type, result, exception }: VectorFunction, translate: (value: Value) => Instruction): Instruction[] {
  if (!exception) return [translate(result)];
  const found = local('result', type);
  const mask = local('exceptional', 'v128');
  const statements = [set(found, translate(result)), set(mask, translate(exception.where))];
  const mended = op('v128.bitselect', translate(exception.value), get(found), get(mask));
  return [...statements, ifElse(op('v128.any_true', get(mask)), [set(found, mended)]), get(found)];
}

/**
 * What is used twice is kept in a local where it is first needed: operands are evaluated in the order they are written.
 * After its last use the next value of its type takes its place: few locals make many equal bytes, which compress well.
 */
function translator(definition: VectorFunction, args: readonly Instruction[], callees: Callees) {
  const left = new Map(countUses(definition));
  const kept = new Map<Value, Local>();
  const locals: Local[] = [];
  const free: Local[] = [];
  const take = (type: ValueType): Local => {
    const at = free.findLastIndex((variable) => variable.type === type);
    if (at >= 0) return free.splice(at, 1)[0]!;
    locals.push(local(`t${locals.length}`, type));
    return locals.at(-1)!;
  };
  const translate = (value: Value): Instruction => {
    const before = left.get(value) ?? 0;
    left.set(value, before - 1);
    const known = kept.get(value);
    if (known && before === 1) free.push(known);
    if (known) return get(known);
    const instruction = built(value, translate, args, callees);
    if (before < 2 || isFree(value, instruction) || instruction.type === null) return instruction;
    const variable = take(instruction.type);
    kept.set(value, variable);
    return tee(variable, instruction);
  };
  return translate;
}

/** Constants are loaded again, variables are variables already. */
const isFree = (value: Value, { kind }: Instruction): boolean =>
  value.kind === 'number' || value.kind === 'wide' || kind === 'local' || kind === 'vector' || isSplat(value);

const isSplat = (value: Value): boolean => value.kind === 'operation' && value.name.endsWith('.splat');

function built(
  value: Value,
  translate: (value: Value) => Instruction,
  args: readonly Instruction[],
  callees: Callees,
): Instruction {
  switch (value.kind) {
    case 'parameter':
      return args[value.index]!;
    case 'number':
      return { i32, f32, f64 }[value.type](value.value);
    case 'wide':
      return i64(value.value);
    case 'operation':
      return value.name === 'f32x4.splat' && isZero(value.operands[0]!)
        ? v128('f32x4', 0)
        : op(value.name, ...value.operands.map(translate));
    case 'lane':
      return lane(value.name, value.lane, ...value.operands.map(translate));
    case 'shuffle':
      return shuffled(value.bytes, value.operands.map(translate));
    case 'select': {
      const [first, second, condition] = value.operands.map(translate) as [Instruction, Instruction, Instruction];
      return select(first, second, condition);
    }
    case 'call':
      return callFunction(callees(value.name), value.operands.map(translate));
  }
}

/** Engines clear a register for it. */
const isZero = (value: Value): boolean => value.kind === 'number' && Object.is(value.value, 0);

const shuffled = (bytes: readonly number[], operands: readonly Instruction[]): Instruction =>
  shuffle(bytes, operands[0]!, operands[1]!);

/** How many instructions it takes, about. */
export const lengthOf = (definition: VectorFunction): number => countUses(definition).size;

/** How often each value is an operand; an operand of what is kept in a local counts once. */
function countUses({ result, exception }: VectorFunction): ReadonlyMap<Value, number> {
  const uses = new Map<Value, number>();
  const visit = (value: Value): void => {
    const before = uses.get(value) ?? 0;
    uses.set(value, before + 1);
    if ((before === 0 || isSplat(value)) && 'operands' in value) value.operands.forEach(visit);
  };
  for (const root of [result, exception?.where, exception?.value]) if (root) visit(root);
  return uses;
}

/** The functions that it calls by name. */
export function calledBy({ result, exception }: VectorFunction): ReadonlySet<string> {
  const seen = new Set<Value>();
  const names = new Set<string>();
  const visit = (value: Value): void => {
    if (seen.has(value)) return;
    seen.add(value);
    if (value.kind === 'call') names.add(value.name);
    if ('operands' in value) value.operands.forEach(visit);
  };
  for (const root of [result, exception?.where, exception?.value]) if (root) visit(root);
  return names;
}
