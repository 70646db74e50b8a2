import type { Callee, WasmFunction } from '../encoding/index.js';
import { unreachable } from '../../../src/base/index.js';
import { acos, asin, atan, atan2 } from './arc.js';
import { erf, erfc } from './errorFunction.js';
import { exp, expm1 } from './exponential.js';
import { cosh, sinh, tanh } from './hyperbolic.js';
import { calledBy, functionOf, inlined as inlinedFunction, lengthOf } from './instructions.js';
import { fromInt32, fromUint32, round, sign, threefry, toInt32, toUint32 } from './integers.js';
import { largeAngle } from './largeAngle.js';
import { log, log1p } from './logarithm.js';
import { pow } from './power.js';
import { divideInt32, divideUint32, mod, modInt32, modUint32, remainder } from './remainder.js';
import { sigmoid, softplus } from './sigmoid.js';
import { cos, sin, tan } from './trigonometric.js';
import type { VectorFunction } from './value.js';
import type { Instruction } from '../encoding/index.js';

/** What the scalar functions of `src/expr` are in vectors where one instruction is not enough, under the same names. */
export const vectorFunctions = {
  exp,
  expm1,
  log,
  log1p,
  sin,
  cos,
  tan,
  asin,
  acos,
  atan,
  atan2,
  sinh,
  cosh,
  tanh,
  sigmoid,
  softplus,
  erf,
  erfc,
  pow,
  mod,
  sign,
  round,
  threefry,
  toInt32,
  toUint32,
  fromInt32,
  fromUint32,
  divideInt32,
  divideUint32,
  modInt32,
  modUint32,
  /** What others call: see there. */
  largeAngle,
  remainder,
} as const satisfies Readonly<Record<string, VectorFunction>>;

export type VectorFunctionName = keyof typeof vectorFunctions;

export const isVectorFunction = (name: string): name is VectorFunctionName => Object.hasOwn(vectorFunctions, name);

/** The names of these functions in a module begin with $, as no name of a user's does. */
export const calleeOf = (name: string): Callee => {
  const { parameters, type } = definitionOf(name);
  return { name: `$${name}`, parameters: parameters.map((parameter) => ({ type: parameter })), result: type };
};

/** The functions of these names, and all that they call. */
export function functionsFor(names: Iterable<string>): readonly WasmFunction[] {
  const needed = new Set(names);
  // A set's iterator also visits what is added on the way.
  for (const name of needed) for (const other of calledBy(definitionOf(name))) needed.add(other);
  return [...needed].sort().map((name) => functionOf(`$${name}`, definitionOf(name), calleeOf));
}

/** Longer ones stand once in a module: what a call costs is little beside them. */
const longestInlined = 100;

/** Instead of a call: faster in a loop, where constants stay in registers. Null for those that branch, and for long ones. */
export const inlined = (name: VectorFunctionName, args: readonly Instruction[]): Instruction | null =>
  isLong(name) ? null : inlinedFunction(vectorFunctions[name], args, calleeOf);

export const isLong = (name: VectorFunctionName): boolean => lengthOf(vectorFunctions[name]) > longestInlined;

const definitionOf = (name: string): VectorFunction =>
  isVectorFunction(name) ? vectorFunctions[name] : unreachable(`a vector function ${name}`);

/** How many instructions compute, constants and variables not counted: about what four elements cost. */
export function instructionCount(name: VectorFunctionName): number {
  const { body } = functionOf(name, definitionOf(name), calleeOf);
  const count = (instruction: Instruction): number => {
    const inner = instruction.operands.map(count).reduce((a, b) => a + b, 0);
    const own = instruction.kind === 'plain' && !instruction.name.endsWith('.splat') ? 1 : 0;
    return inner + (own || ['lane', 'shuffle', 'call', 'bare'].includes(instruction.kind) ? 1 : 0);
  };
  return body.map(count).reduce((a, b) => a + b, 0);
}

/** The functions that one calls by name. */
export const callsOf = (name: VectorFunctionName): readonly VectorFunctionName[] =>
  [...calledBy(vectorFunctions[name])].filter(isVectorFunction);
