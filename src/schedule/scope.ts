import { interval, type Axis, type Expr, type Interval } from '../expr/index.js';
import { neverAbove, unreachable, type DType, type Extent } from '../base/index.js';
import type { Statement, Value } from './loopNest.js';

/** What is known at one place of a nest: bound axes, and the registers that hold expressions. */
export interface Scope {
  readonly bound: ReadonlySet<Axis>;
  readonly statements: Statement[];
  get(x: Expr): Value | undefined;
  set(x: Expr, value: Value): void;
}

export function makeScope(parent: Scope | null, axes: readonly Axis[], statements: Statement[]): Scope {
  const own = new Map<Expr, Value>();
  return {
    bound: new Set([...(parent?.bound ?? []), ...axes]),
    statements,
    get: (x) => own.get(x) ?? parent?.get(x),
    set: (x, value) => void own.set(x, value),
  };
}

export const nameValue = (name: string, dtype: DType): Value => ({ kind: 'name', dtype, name });
export const numberValue = (value: number, dtype: DType = 'i32'): Value => ({ kind: 'number', dtype, value });
export const extentValue = (extent: Extent): Value =>
  typeof extent === 'number' ? numberValue(extent) : { kind: 'extent', dtype: 'i32', extent };
/** A call of integers that cannot overflow: of addresses and counts. */
export const exactCall = (fn: 'add' | 'sub' | 'mul' | 'min', args: readonly Value[]): Value => ({
  kind: 'call',
  dtype: 'i32',
  fn,
  args,
  exact: true,
});

/** An expression as a value, with what the scope holds in registers; `bufferName` names a load's buffer in the nest. */
export function valueOf(x: Expr, scope: Scope, bufferName: (from: object) => string): Value {
  const known = scope.get(x);
  if (known) return known;
  const visit = (y: Expr): Value => valueOf(y, scope, bufferName);
  switch (x.kind) {
    case 'constant':
      return { kind: 'number', dtype: x.dtype, value: x.value };
    case 'extent':
      return { kind: 'extent', dtype: 'i32', extent: x.extent };
    case 'load':
      return {
        kind: 'load',
        dtype: x.dtype,
        buffer: bufferName(x.from),
        at: visit(x.index[0]!),
        ...(x.guarded && { guarded: true as const }),
      };
    case 'call':
      return { kind: 'call', dtype: x.dtype, fn: x.fn, args: x.args.map(visit), exact: isExact(x) };
    case 'cast':
      return { kind: 'cast', dtype: x.dtype, arg: visit(x.arg) };
    case 'select':
      return {
        kind: 'select',
        dtype: x.dtype,
        when: visit(x.when),
        then: visit(x.then),
        otherwise: visit(x.otherwise),
      };
    case 'axis':
    case 'reduce':
      return unreachable(`a ${x.kind} has a register by now`);
  }
}

/** Whether a machine's own operation gives this call: see `Value`. */
function isExact(x: Extract<Expr, { kind: 'call' }>): boolean {
  if (x.fn === 'pow') return isSurelyFinite(x.args[1]!);
  return x.dtype === 'i32' && (isAddress(x) || fits(interval(x))) && !roundsDown(x);
}

const isSurelyFinite = (x: Expr): boolean =>
  x.kind === 'constant' ? Number.isFinite(x.value) : x.kind === 'cast' && x.arg.dtype !== 'f32';

/** Whether bounds lie in int32; what grows with N is the index of a buffer, whose size is checked. */
function fits(bounds: Interval | null): boolean {
  return bounds !== null && [bounds.low, bounds.high].every((x) => typeof x === 'string' || (x | 0) === x);
}

/** A division of what may be negative, or may wrap: rounded down, where machines round towards zero. */
function roundsDown({ fn, args }: Extract<Expr, { kind: 'call' }>): boolean {
  if (fn !== 'idiv' && fn !== 'mod') return false;
  return args.some((arg) => {
    const bounds = interval(arg);
    return bounds === null || !fits(bounds) || !neverAbove(0, bounds.low);
  });
}

/** The address of an element where an extent in N multiplies another: `(i * N + j) * N + k`. */
function isAddress(x: Expr): boolean {
  if (x.kind !== 'call')
    return x.kind === 'axis' || x.kind === 'extent' || (x.kind === 'constant' && x.dtype === 'i32');
  const [a, b] = x.args;
  if (x.fn === 'mul') return isAddress(a!) && b!.kind === 'extent';
  return (x.fn === 'add' || x.fn === 'sub') && isAddress(a!) && isAddress(b!);
}
