import type { DType } from '../../../src/base/index.js';
import type { ScalarFunction } from '../../../src/expr/index.js';
import { f32, i32, op, type Instruction, type PlainName } from '../encoding/index.js';
import { intoLanes, outOfLane } from './lanes.js';
import type { Printing } from './printing.js';
import { vectorFunctionOf } from './vectorFunctions.js';

/** What a call's instructions depend on besides its operands. */
export interface CallFacts {
  /** The dtype of the operands. */
  readonly operand: DType;
  /** A machine's own operation gives it: see the schedule's `Value`. */
  readonly exact: boolean;
}

/** Instructions by the dtype of the operands. */
type ByType = Partial<Record<DType, PlainName>>;

const integers = (name: PlainName): ByType => ({ i32: name, u32: name, bool: name });

/** Functions that one instruction is. */
const single: Partial<Record<ScalarFunction, ByType>> = {
  add: { ...integers('i32.add'), f32: 'f32.add' },
  sub: { ...integers('i32.sub'), f32: 'f32.sub' },
  mul: { ...integers('i32.mul'), f32: 'f32.mul' },
  div: { f32: 'f32.div' },
  max: { f32: 'f32.max', bool: 'i32.or' },
  min: { f32: 'f32.min', bool: 'i32.and' },
  neg: { f32: 'f32.neg' },
  abs: { f32: 'f32.abs' },
  floor: { f32: 'f32.floor' },
  ceil: { f32: 'f32.ceil' },
  round: { f32: 'f32.nearest' },
  sqrt: { f32: 'f32.sqrt' },
  less: { f32: 'f32.lt', i32: 'i32.lt_s', u32: 'i32.lt_u', bool: 'i32.lt_u' },
  lessEqual: { f32: 'f32.le', i32: 'i32.le_s', u32: 'i32.le_u', bool: 'i32.le_u' },
  equal: { ...integers('i32.eq'), f32: 'f32.eq' },
  and: integers('i32.and'),
  or: integers('i32.or'),
  xor: integers('i32.xor'),
  not: { bool: 'i32.eqz' },
  shiftLeft: integers('i32.shl'),
  shiftRight: { i32: 'i32.shr_s', u32: 'i32.shr_u' },
};

const exactly: Partial<Record<ScalarFunction, PlainName>> = { idiv: 'i32.div_s', mod: 'i32.rem_s' };

/** A scalar call; what is a function of vectors only is that function's first lane, so that both give the same bits. */
export function scalarCall(
  fn: ScalarFunction,
  args: readonly Instruction[],
  facts: CallFacts,
  printing: Printing,
): Instruction {
  const { operand, exact } = facts;
  const own = (exact && operand === 'i32' && exactly[fn]) || single[fn]?.[operand];
  if (own) return op(own, ...args);
  const [a] = args as [Instruction];
  if (fn === 'rsqrt') return op('f32.div', f32(1), op('f32.sqrt', a));
  if (fn === 'isFinite') return op('f32.lt', op('f32.abs', a), f32(Infinity));
  if (fn === 'neg') return op('i32.sub', i32(0), a);
  if (fn === 'not') return op('i32.xor', a, i32(-1));
  const vectors = args.map((arg) => intoLanes(arg, operand));
  return outOfLane(
    vectorFunctionOf(fn, vectors, { operand, exact, isScalar: true }, printing),
    operand === 'f32' ? 'f32' : 'i32',
  );
}
