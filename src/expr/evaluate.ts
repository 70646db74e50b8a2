import { dtypes, extentAt, unreachable, type NdArray } from '../base/index.js';
import type { Axis, Expr, Readable } from './expr.js';
import { callScalar } from './functions.js';
import { monoids } from './monoids.js';
import { e } from './build.js';

/** What an expression is evaluated in. */
export interface Surroundings {
  readonly n: number;
  readonly buffers: ReadonlyMap<Readable, NdArray>;
  /** Called for a load outside its buffer; the load gives NaN after it returns. */
  readonly outside?: (place: Readable, index: readonly number[]) => void;
}

/** The float64 value of an expression; slow, for tests and for folding constants. */
export function evaluateExpr(x: Expr, axes: ReadonlyMap<Axis, number>, around: Surroundings): number {
  switch (x.kind) {
    case 'constant':
      return x.value;
    case 'axis':
      return axes.get(x) ?? unreachable('an axis is bound before it is read');
    case 'extent':
      return extentAt(x.extent, around.n);
    case 'load':
      return load(x, axes, around);
    case 'call': {
      const values = x.args.map((arg) => evaluateExpr(arg, axes, around));
      return callScalar(x.fn, x.dtype, x.args[0]!.dtype, values);
    }
    case 'cast':
      return castValue(evaluateExpr(x.arg, axes, around), x.arg.dtype, x.dtype);
    case 'select':
      return evaluateExpr(x.when, axes, around) !== 0
        ? evaluateExpr(x.then, axes, around)
        : evaluateExpr(x.otherwise, axes, around);
    case 'reduce':
      return reduce(x, axes, around);
  }
}

/** As `cast`: from f32 towards zero, saturated, NaN to 0; from integers as two's complement; bool is "not zero". */
export function castValue(value: number, from: Expr['dtype'], dtype: Expr['dtype']): number {
  if (dtype === 'f32') return value;
  if (dtype === 'bool') return value === 0 ? 0 : 1;
  if (from !== 'f32') return dtypes[dtype].wrap(value);
  if (Number.isNaN(value)) return 0;
  const [low, high] = dtype === 'i32' ? [-2147483648, 2147483647] : [0, 4294967295];
  return dtypes[dtype].wrap(Math.min(Math.max(Math.trunc(value), low), high));
}

function load(x: Extract<Expr, { kind: 'load' }>, axes: ReadonlyMap<Axis, number>, around: Surroundings): number {
  const buffer = around.buffers.get(x.from) ?? unreachable(`no value for ${x.from.name}`);
  const index = x.index.map((i) => evaluateExpr(i, axes, around));
  if (index.some((i, k) => !(i >= 0 && i < buffer.shape[k]!))) {
    around.outside?.(x.from, index);
    return NaN;
  }
  return buffer.data[index.reduce((offset, i, k) => offset * buffer.shape[k]! + i, 0)]!;
}

function reduce(x: Extract<Expr, { kind: 'reduce' }>, outer: ReadonlyMap<Axis, number>, around: Surroundings): number {
  const { identity, combine } = monoids[x.monoid];
  let values = identity(x.bodies[0]!.dtype).slice();
  const axes = new Map(outer);
  const visit = (depth: number): void => {
    const axis = x.axes[depth];
    if (axis) {
      const extent = extentAt(axis.extent, around.n);
      for (let k = 0; k < extent; k++) {
        axes.set(axis, k);
        visit(depth + 1);
      }
      return;
    }
    const next = x.bodies.map((body) => evaluateExpr(body, axes, around));
    const wrap = (list: readonly number[]): Expr[] => list.map((v, k) => e.constant(v, x.bodies[k]!.dtype));
    values = combine(wrap(values), wrap(next)).map((v) => (v as { value: number }).value);
  };
  visit(0);
  return values[x.pick]!;
}
