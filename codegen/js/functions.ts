import type { DType } from '../../src/base/index.js';
import type { ScalarFunction } from '../../src/expr/index.js';
import { called, infix, prefix, primary, type Text } from './text.js';

/** What a call's text depends on besides its operands. */
export interface CallFacts {
  /** The dtype of the operands. */
  readonly operand: DType;
  /** The plain operation gives it, as `Value` says: there is nothing to wrap or to correct. */
  readonly exact: boolean;
  /** Asks for a helper function's text in the module. */
  readonly helper: (name: HelperName) => string;
}

export type HelperName =
  | 'sigmoid'
  | 'softplus'
  | 'erf'
  | 'erfc'
  | 'threefry'
  | 'roundEven'
  | 'floorMod'
  | 'power'
  | 'toInt32'
  | 'toUint32'
  | 'split'
  | 'parts';

type Print = (args: readonly Text[], facts: CallFacts) => Text;

const zero = primary('0');
const math =
  (name: string): Print =>
  (args) =>
    called(`Math.${name}`, ...args);
const helped =
  (name: HelperName): Print =>
  (args, { helper }) =>
    called(helper(name), ...args);

/** Wraps an integer result as two's complement. */
function wrapped(x: Text, { operand, exact }: CallFacts): Text {
  if (operand === 'f32' || operand === 'bool' || exact) return x;
  return operand === 'i32' ? infix('|', x, zero) : infix('>>>', x, zero);
}

const arithmetic =
  (operator: string): Print =>
  ([a, b], facts) =>
    wrapped(infix(operator, a!, b!), facts);

const comparison =
  (operator: string): Print =>
  ([a, b]) =>
    infix(operator, a!, b!);

/** Of bools a logical operator, of integers a bitwise one. */
const logic =
  (ofBools: string, ofIntegers: string): Print =>
  ([a, b], facts) =>
    facts.operand === 'bool'
      ? infix(ofBools, a!, b!)
      : wrapped(infix(ofIntegers, a!, b!), { ...facts, exact: facts.operand === 'i32' });

/** A function missing here does not compile: add its row. */
export const functions: Readonly<Record<ScalarFunction, Print>> = {
  add: arithmetic('+'),
  sub: arithmetic('-'),
  mul: ([a, b], facts) =>
    facts.operand === 'f32' || facts.exact
      ? infix('*', a!, b!)
      : wrapped(called('Math.imul', a!, b!), { ...facts, exact: facts.operand === 'i32' }),
  div: ([a, b]) => infix('/', a!, b!),
  idiv: ([a, b], facts) =>
    facts.exact ? infix('|', infix('/', a!, b!), zero) : wrapped(called('Math.floor', infix('/', a!, b!)), facts),
  mod: ([a, b], facts) => (facts.exact ? infix('%', a!, b!) : wrapped(called(facts.helper('floorMod'), a!, b!), facts)),
  pow: (args, facts) => called(facts.exact ? 'Math.pow' : facts.helper('power'), ...args),
  max: ([a, b], { operand }) => (operand === 'bool' ? infix('||', a!, b!) : called('Math.max', a!, b!)),
  min: ([a, b], { operand }) => (operand === 'bool' ? infix('&&', a!, b!) : called('Math.min', a!, b!)),
  atan2: math('atan2'),
  neg: ([x], facts) => wrapped(prefix('-', x!), facts),
  abs: ([x], facts) => wrapped(called('Math.abs', x!), facts),
  sign: math('sign'),
  floor: math('floor'),
  ceil: math('ceil'),
  round: helped('roundEven'),
  exp: math('exp'),
  expm1: math('expm1'),
  log: math('log'),
  log1p: math('log1p'),
  sqrt: math('sqrt'),
  rsqrt: ([x]) => infix('/', primary('1'), called('Math.sqrt', x!)),
  sin: math('sin'),
  cos: math('cos'),
  tan: math('tan'),
  asin: math('asin'),
  acos: math('acos'),
  atan: math('atan'),
  sinh: math('sinh'),
  cosh: math('cosh'),
  tanh: math('tanh'),
  sigmoid: helped('sigmoid'),
  softplus: helped('softplus'),
  erf: helped('erf'),
  erfc: helped('erfc'),
  isFinite: ([x]) => called('Number.isFinite', x!),
  less: comparison('<'),
  lessEqual: comparison('<='),
  equal: comparison('==='),
  and: logic('&&', '&'),
  or: logic('||', '|'),
  xor: logic('!==', '^'),
  not: ([x], facts) =>
    facts.operand === 'bool' ? prefix('!', x!) : wrapped(prefix('~', x!), { ...facts, exact: facts.operand === 'i32' }),
  shiftLeft: ([a, b], facts) => wrapped(infix('<<', a!, b!), { ...facts, exact: facts.operand === 'i32' }),
  shiftRight: ([a, b], { operand }) => infix(operand === 'u32' ? '>>>' : '>>', a!, b!),
  threefry: helped('threefry'),
};
