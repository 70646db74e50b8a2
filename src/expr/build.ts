import { addExtents, isInteger, neverAbove, type DType, type Extent } from '../base/index.js';
import type { Axis, Expr } from './expr.js';
import { callScalar, functions, type ScalarFacts, type ScalarFunction } from './functions.js';
import { inside, interval } from './interval.js';
import { linear, scale, sum, type Linear } from './linear.js';
import type { Monoid } from './monoids.js';

const constant = (value: number, dtype: DType): Expr => ({ kind: 'constant', dtype, value });
/** Integers have no -0, which a product with a negative factor would give; and they wrap, as what they are made of does. */
const int = (value: number): Expr => constant(value | 0, 'i32');

/** A call, folded where its operands are constants. */
function call(fn: ScalarFunction, args: readonly Expr[]): Expr {
  const facts: ScalarFacts = functions[fn];
  const dtype = facts.result ?? args[0]!.dtype;
  if (args.every((x) => x.kind === 'constant')) {
    return constant(
      callScalar(
        fn,
        dtype,
        args[0]!.dtype,
        args.map((x) => (x as { value: number }).value),
      ),
      dtype,
    );
  }
  return { kind: 'call', dtype, fn, args };
}

const unary =
  (fn: ScalarFunction) =>
  (x: Expr): Expr =>
    call(fn, [x]);
const binary =
  (fn: ScalarFunction) =>
  (a: Expr, b: Expr): Expr =>
    call(fn, [a, b]);

/** i32 sums stay in one normal form, so that equal indices are equal expressions. */
function fromLinear({ constant: c, terms }: Linear): Expr {
  let result: Expr | null = null;
  for (const { atom, factor } of terms) {
    const term = Math.abs(factor) === 1 ? atom : call('mul', [atom, int(Math.abs(factor))]);
    if (result === null) result = factor < 0 ? call('neg', [term]) : term;
    else result = call(factor < 0 ? 'sub' : 'add', [result, term]);
  }
  if (result === null) return int(c);
  return c === 0 ? result : c > 0 ? call('add', [result, int(c)]) : call('sub', [result, int(-c)]);
}

const isIndex = (a: Expr, b: Expr): boolean => a.dtype === 'i32' && b.dtype === 'i32';

function add(a: Expr, b: Expr): Expr {
  return isIndex(a, b) ? fromLinear(sum(linear(a), linear(b))) : call('add', [a, b]);
}

function sub(a: Expr, b: Expr): Expr {
  return isIndex(a, b) ? fromLinear(sum(linear(a), scale(linear(b), -1))) : call('sub', [a, b]);
}

function mul(a: Expr, b: Expr): Expr {
  if (!isIndex(a, b)) return call('mul', [a, b]);
  if (b.kind === 'constant') return fromLinear(scale(linear(a), b.value));
  if (a.kind === 'constant') return fromLinear(scale(linear(b), a.value));
  return call('mul', [a, b]);
}

/** x = c·whole + part, as far as it can be read off x. */
function splitBy(x: Expr, c: number): { whole: Expr; part: Expr } {
  const { constant: k, terms } = linear(x);
  const whole = terms
    .filter(({ factor }) => factor % c === 0)
    .map(({ atom, factor }) => ({ atom, factor: factor / c }));
  const part = terms.filter(({ factor }) => factor % c !== 0);
  const rest = k - Math.floor(k / c) * c;
  return {
    whole: fromLinear({ constant: Math.floor(k / c), terms: whole }),
    part: fromLinear({ constant: rest, terms: part }),
  };
}

const isBelow = (x: Expr, extent: Extent): boolean => {
  const bounds = interval(x);
  return bounds !== null && inside(bounds, extent);
};

/** Division of an index, rounded down. */
function idiv(x: Expr, divisor: Expr): Expr {
  if (divisor.kind === 'extent') return isBelow(x, divisor.extent) ? int(0) : call('idiv', [x, divisor]);
  if (divisor.kind !== 'constant' || divisor.value <= 0) return call('idiv', [x, divisor]);
  if (divisor.value === 1) return x;
  const { whole, part } = splitBy(x, divisor.value);
  return isBelow(part, divisor.value) ? whole : add(whole, call('idiv', [part, divisor]));
}

/** The remainder of idiv. */
function mod(x: Expr, divisor: Expr): Expr {
  if (!isIndex(x, divisor)) return call('mod', [x, divisor]);
  if (divisor.kind === 'extent') return isBelow(x, divisor.extent) ? x : call('mod', [x, divisor]);
  if (divisor.kind !== 'constant' || divisor.value <= 0) return call('mod', [x, divisor]);
  if (divisor.value === 1) return int(0);
  const { part } = splitBy(x, divisor.value);
  return isBelow(part, divisor.value) ? part : call('mod', [part, divisor]);
}

function extent(value: Extent): Expr {
  return typeof value === 'number' ? int(value) : { kind: 'extent', dtype: 'i32', extent: value };
}

/** 0 <= x < extent, as far as it is not already known. */
function isInside(x: Expr, within: Extent): Expr {
  const bounds = interval(x);
  const known = constant(1, 'bool');
  const above = bounds && neverAbove(0, bounds.low) ? known : e.lessEqual(int(0), x);
  const below = bounds && neverAbove(addExtents(bounds.high, 1), within) ? known : e.less(x, extent(within));
  return and(above, below);
}

const truth = (x: Expr): boolean | null => (x.kind === 'constant' ? x.value !== 0 : null);

function and(a: Expr, b: Expr): Expr {
  if (a.dtype === 'bool' && truth(a) !== null) return truth(a) ? b : a;
  if (b.dtype === 'bool' && truth(b) !== null) return truth(b) ? a : b;
  return call('and', [a, b]);
}

function or(a: Expr, b: Expr): Expr {
  if (a.dtype === 'bool' && truth(a) !== null) return truth(a) ? a : b;
  if (b.dtype === 'bool' && truth(b) !== null) return truth(b) ? b : a;
  return call('or', [a, b]);
}

function select(when: Expr, then: Expr, otherwise: Expr): Expr {
  const known = truth(when);
  if (known !== null) return known ? then : otherwise;
  return { kind: 'select', dtype: then.dtype, when, then, otherwise };
}

/** The value that a value of one dtype becomes in another: f32 truncated and saturated, integers wrapped; bool is "not zero". */
function cast(arg: Expr, dtype: DType): Expr {
  return arg.dtype === dtype ? arg : { kind: 'cast', dtype, arg };
}

const axis = (over: Extent): Axis => ({ kind: 'axis', dtype: 'i32', extent: over });

function reduce(
  monoid: Monoid,
  extents: readonly Extent[],
  body: (index: readonly Axis[]) => readonly Expr[],
  pick = 0,
): Expr {
  const axes = extents.map(axis);
  const bodies = body(axes);
  // Over no axes there is one value: itself.
  if (axes.length === 0) return bodies[pick]!;
  return { kind: 'reduce', dtype: bodies[pick]!.dtype, monoid, axes, bodies, pick };
}

/** Builders of expressions: `e.add(a, e.tanh(b))`. Index arithmetic (i32) is simplified as it is built. */
export const e = {
  constant,
  int,
  extent,
  axis,
  add,
  sub,
  mul,
  idiv,
  mod,
  and,
  or,
  xor: binary('xor'),
  not: unary('not'),
  shiftLeft: binary('shiftLeft'),
  shiftRight: binary('shiftRight'),
  div: binary('div'),
  pow: binary('pow'),
  max: binary('max'),
  min: binary('min'),
  atan2: binary('atan2'),
  neg: unary('neg'),
  abs: unary('abs'),
  sign: unary('sign'),
  floor: unary('floor'),
  ceil: unary('ceil'),
  round: unary('round'),
  exp: unary('exp'),
  expm1: unary('expm1'),
  log: unary('log'),
  log1p: unary('log1p'),
  sqrt: unary('sqrt'),
  rsqrt: unary('rsqrt'),
  sin: unary('sin'),
  cos: unary('cos'),
  tan: unary('tan'),
  asin: unary('asin'),
  acos: unary('acos'),
  atan: unary('atan'),
  sinh: unary('sinh'),
  cosh: unary('cosh'),
  tanh: unary('tanh'),
  sigmoid: unary('sigmoid'),
  softplus: unary('softplus'),
  erf: unary('erf'),
  erfc: unary('erfc'),
  isFinite: unary('isFinite'),
  less: binary('less'),
  lessEqual: binary('lessEqual'),
  equal: binary('equal'),
  isNaN: (x: Expr): Expr => (isInteger(x.dtype) ? constant(0, 'bool') : e.not(e.equal(x, x))),
  isInside,
  threefry: (key0: Expr, key1: Expr, counter0: Expr, counter1: Expr): Expr =>
    call('threefry', [key0, key1, counter0, counter1]),
  select,
  cast,
  reduce,
  sum: (over: Extent, body: (k: Axis) => Expr): Expr => reduce('sum', [over], ([k]) => [body(k!)]),
  /** Clamped into an axis, for computed indices. */
  clamp: (x: Expr, within: Extent): Expr =>
    isBelow(x, within) ? x : e.max(int(0), e.min(x, sub(extent(within), int(1)))),
} as const;

/** A call as it is built of its operands, which may be others than when it was. */
export const rebuilt = ({ fn, args }: Extract<Expr, { kind: 'call' }>): Expr =>
  (e[fn] as (...operands: readonly Expr[]) => Expr)(...args);
