import { unreachable, type DType } from '../../../src/base/index.js';
import type { ScalarFunction } from '../../../src/expr/index.js';
import { callFunction, get, lane, op, tee, v128, type Instruction, type PlainName } from '../encoding/index.js';
import { callsOf, inlined, isVectorFunction, type VectorFunctionName } from '../polynomials/index.js';
import type { Printing } from './printing.js';

type ByType = Partial<Record<DType, PlainName>>;

const integers = (name: PlainName): ByType => ({ i32: name, u32: name });

/** Functions that one instruction is; bools are lanes of all bits or none. */
const single: Partial<Record<ScalarFunction, ByType>> = {
  add: { ...integers('i32x4.add'), f32: 'f32x4.add' },
  sub: { ...integers('i32x4.sub'), f32: 'f32x4.sub' },
  mul: { ...integers('i32x4.mul'), f32: 'f32x4.mul' },
  div: { f32: 'f32x4.div' },
  max: { f32: 'f32x4.max', i32: 'i32x4.max_s', u32: 'i32x4.max_u', bool: 'v128.or' },
  min: { f32: 'f32x4.min', i32: 'i32x4.min_s', u32: 'i32x4.min_u', bool: 'v128.and' },
  neg: { ...integers('i32x4.neg'), f32: 'f32x4.neg' },
  abs: { f32: 'f32x4.abs', i32: 'i32x4.abs' },
  floor: { f32: 'f32x4.floor' },
  ceil: { f32: 'f32x4.ceil' },
  round: { f32: 'f32x4.nearest' },
  sqrt: { f32: 'f32x4.sqrt' },
  less: { f32: 'f32x4.lt', i32: 'i32x4.lt_s', u32: 'i32x4.lt_u' },
  lessEqual: { f32: 'f32x4.le', i32: 'i32x4.le_s', u32: 'i32x4.le_u' },
  equal: { ...integers('i32x4.eq'), f32: 'f32x4.eq', bool: 'i32x4.eq' },
  and: { ...integers('v128.and'), bool: 'v128.and' },
  or: { ...integers('v128.or'), bool: 'v128.or' },
  xor: { ...integers('v128.xor'), bool: 'v128.xor' },
  not: { ...integers('v128.not'), bool: 'v128.not' },
};

/** Functions of `polynomials` for whole numbers, whose names say how their operands are read. */
const ofIntegers: Partial<Record<ScalarFunction, Partial<Record<DType, VectorFunctionName>>>> = {
  idiv: { i32: 'divideInt32', u32: 'divideUint32' },
  mod: { i32: 'modInt32', u32: 'modUint32', f32: 'mod' },
  sign: { f32: 'sign' },
};

/** b where it is beyond a, else a. */
const orNaN: Partial<Record<ScalarFunction, PlainName>> = { max: 'f32x4.pmax', min: 'f32x4.pmin' };

const shifts: Partial<Record<ScalarFunction, Partial<Record<DType, PlainName>>>> = {
  shiftLeft: integers('i32.shl'),
  shiftRight: { i32: 'i32.shr_s', u32: 'i32.shr_u' },
};

export interface VectorFacts {
  readonly operand: DType;
  /** Of a maximum or minimum of floats: of zeros either will do. */
  readonly exact: boolean;
  /** One lane is all that is asked for: a call is shorter, and as fast. */
  readonly isScalar: boolean;
}

/** A call of four lanes at once. */
export function vectorFunctionOf(
  fn: ScalarFunction,
  args: readonly Instruction[],
  { operand, exact, isScalar }: VectorFacts,
  printing: Printing,
): Instruction {
  const ofZeros = exact && operand === 'f32' ? orNaN[fn] : undefined;
  if (ofZeros) return extremeOf(ofZeros, args[0]!, args[1]!, printing);
  const own = single[fn]?.[operand];
  if (own) return op(own, ...args);
  const [a, b] = args as [Instruction, Instruction];
  if (fn === 'less' && operand === 'bool') return op('v128.andnot', b, a);
  if (fn === 'lessEqual' && operand === 'bool') return op('v128.or', op('v128.not', a), b);
  if (fn === 'abs') return a;
  if (fn === 'rsqrt') return op('f32x4.div', v128('f32x4', 1), op('f32x4.sqrt', a));
  if (fn === 'isFinite') return op('f32x4.lt', op('f32x4.abs', a), v128('f32x4', Infinity));
  if (fn === 'sign' && operand !== 'f32') return signOf(a, operand, printing);
  const shift = shifts[fn]?.[operand];
  if (shift) return laneByLane(shift, a, b, printing);
  const name = ofIntegers[fn]?.[operand] ?? (isVectorFunction(fn) ? fn : unreachable(`no vectors of ${fn}`));
  const place = isScalar ? null : inlined(name, args);
  if (!place) return callFunction(printing.callee(name), args);
  callsOf(name).forEach(printing.callee);
  return place;
}

/**
 * a where it is a NaN, or the larger (or smaller) of both, with all bits set where b is a NaN: three instructions of an x86
 * processor, where one that knows the sign of a zero is eight. ARM has it the other way round, five instead of one.
 */
function extremeOf(name: PlainName, a: Instruction, b: Instruction, { temporary }: Printing): Instruction {
  const kept = temporary('v128');
  return op('v128.or', op(name, a, tee(kept, b)), op('f32x4.ne', get(kept), get(kept)));
}

/** -1, 0 or 1: a comparison that holds is -1. */
function signOf(x: Instruction, operand: DType, { temporary }: Printing): Instruction {
  const kept = temporary('v128');
  const zero = v128('i32x4', 0);
  if (operand !== 'i32') return op('i32x4.neg', op('i32x4.ne', x, zero));
  const negative = op('i32x4.lt_s', tee(kept, x), zero);
  return op('i32x4.sub', negative, op('i32x4.gt_s', get(kept), zero));
}

/** SIMD128 shifts all lanes by the same; here each has a count of its own. */
function laneByLane(name: PlainName, a: Instruction, b: Instruction, { temporary }: Printing): Instruction {
  const [x, y] = [temporary('v128'), temporary('v128')];
  const at = (k: number): Instruction => {
    const [left, right] = k === 0 ? [tee(x, a), tee(y, b)] : [get(x), get(y)];
    return op(name, lane('i32x4.extract_lane', k, left), lane('i32x4.extract_lane', k, right));
  };
  const first = op('i32x4.splat', at(0));
  return [1, 2, 3].reduce((vector, k) => lane('i32x4.replace_lane', k, vector, at(k)), first);
}
