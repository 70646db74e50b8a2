import { affine, extentOf, neverAbove, type Affine, type Extent } from '../base/index.js';
import type { Expr } from './expr.js';
import type { ScalarFunction } from './functions.js';

/** Bounds of an index for every N >= 1, both included; extents, so that they may grow with N. */
export interface Interval {
  readonly low: Extent;
  readonly high: Extent;
}

const exactly = (value: Extent): Interval => ({ low: value, high: value });

/** What has been found out about expressions: one that many others share is looked into once. */
export interface KnownBounds {
  readonly intervals: Map<Expr, Interval | null>;
  /** Upper bounds of what has no lower one. */
  readonly most: Map<Expr, Extent | null>;
}

/** Nothing found out yet. */
export const noBounds = (): KnownBounds => ({ intervals: new Map(), most: new Map() });

/** The bounds of an i32 expression, or null where none are known. */
export const interval = (x: Expr, known = noBounds()): Interval | null =>
  once(known.intervals, x, () => boundsOf(x, known));

function once<T>(memo: Map<Expr, T>, x: Expr, find: () => T): T {
  const known = memo.get(x);
  if (known !== undefined) return known;
  const found = find();
  memo.set(x, found);
  return found;
}

function boundsOf(x: Expr, known: KnownBounds): Interval | null {
  switch (x.kind) {
    case 'constant':
      return Number.isInteger(x.value) ? exactly(x.value) : null;
    case 'extent':
      return exactly(x.extent);
    case 'axis':
      return { low: 0, high: shift(x.extent, -1) };
    case 'select':
      return hull(interval(x.then, known), interval(x.otherwise, known));
    case 'call':
      return ofCall(x, known);
    case 'load':
      return x.dtype === 'bool' ? { low: 0, high: 1 } : null;
    case 'cast':
      return x.arg.dtype === 'bool' ? { low: 0, high: 1 } : null;
    case 'reduce':
      // It starts at 0, and is then one of the indices met.
      return x.monoid === 'argMax' && x.pick === 1 ? hull(exactly(0), interval(x.bodies[1]!, known)) : null;
  }
}

const shift = (extent: Extent, by: number): Extent => {
  const { n, plus } = affine(extent);
  return extentOf({ n, plus: plus + by });
};

function combine(a: Extent, b: Extent, f: (x: Affine, y: Affine) => Affine): Extent {
  return extentOf(f(affine(a), affine(b)));
}

const plus = (a: Extent, b: Extent): Extent => combine(a, b, (x, y) => ({ n: x.n + y.n, plus: x.plus + y.plus }));
const minus = (a: Extent, b: Extent): Extent => combine(a, b, (x, y) => ({ n: x.n - y.n, plus: x.plus - y.plus }));
const times = (a: Extent, k: number): Extent => combine(a, 0, (x) => ({ n: x.n * k, plus: x.plus * k }));

const least = (a: Extent, b: Extent): Extent | null => (neverAbove(a, b) ? a : neverAbove(b, a) ? b : null);
const greatest = (a: Extent, b: Extent): Extent | null => (neverAbove(a, b) ? b : neverAbove(b, a) ? a : null);

function between(low: Extent | null, high: Extent | null): Interval | null {
  return low === null || high === null ? null : { low, high };
}

function hull(a: Interval | null, b: Interval | null): Interval | null {
  return a && b && between(least(a.low, b.low), greatest(a.high, b.high));
}

type Rule = (a: Interval, b: Interval | null, args: readonly Expr[], known: KnownBounds) => Interval | null;

/** Bounds of the functions that indices are made of; any other has none. */
const rules: Partial<Record<ScalarFunction, Rule>> = {
  neg: (a) => ({ low: times(a.high, -1), high: times(a.low, -1) }),
  add: (a, b) => b && { low: plus(a.low, b.low), high: plus(a.high, b.high) },
  sub: (a, b) => b && { low: minus(a.low, b.high), high: minus(a.high, b.low) },
  mul: (a, b) => b && ofProduct(a, b),
  idiv: (a, _, args) => ofQuotient(a, args[1]!),
  mod: (a, _, args) => ofModulo(a, args),
  max: (a, b, args, known) =>
    b ? between(greatest(a.low, b.low), greatest(a.high, b.high)) : ofClamp(a, atMost(args[1]!, known)),
  min: (a, b) => b && between(least(a.low, b.low), least(a.high, b.high)),
};

function ofCall({ fn, args }: Extract<Expr, { kind: 'call' }>, known: KnownBounds): Interval | null {
  const rule = rules[fn];
  if (!rule) return null;
  const [a, b] = args.map((x) => interval(x, known));
  if (!a) return fn === 'mod' ? ofModulo(null, args) : null;
  return rule(a, b ?? null, args, known);
}

/** max(a, x) where nothing bounds x from below, but something may from above: what `e.clamp` makes of a loaded index. */
const ofClamp = (a: Interval, high: Extent | null): Interval | null =>
  high === null ? null : between(a.low, greatest(a.high, high));

const atMost = (x: Expr, known: KnownBounds): Extent | null =>
  once(known.most, x, () => {
    const bounds = interval(x, known);
    if (bounds) return bounds.high;
    if (x.kind !== 'call' || x.fn !== 'min') return null;
    const [a, b] = x.args as [Expr, Expr];
    return atMost(a, known) ?? atMost(b, known);
  });

function ofProduct(a: Interval, b: Interval): Interval | null {
  if (b.low === b.high && typeof b.low === 'number') return ofMultiple(a, b.low);
  if (a.low === a.high && typeof a.low === 'number') return ofMultiple(b, a.low);
  const corners = [a.low, a.high].flatMap((x) => [b.low, b.high].map((y) => [x, y]));
  const products = corners.map(([x, y]) => (typeof x === 'number' && typeof y === 'number' ? x * y : NaN));
  if (products.some(Number.isNaN)) return null;
  return { low: Math.min(...products), high: Math.max(...products) };
}

function ofMultiple({ low, high }: Interval, factor: number): Interval {
  return factor >= 0
    ? { low: times(low, factor), high: times(high, factor) }
    : { low: times(high, factor), high: times(low, factor) };
}

function ofQuotient(a: Interval, divisor: Expr): Interval | null {
  if (divisor.kind !== 'constant' || divisor.value <= 0) return null;
  const k = divisor.value;
  // floor(x / k) <= x / k; of `aN + b` with a divisible by k the floor is again an extent.
  const floor = (extent: Extent): Extent | null => {
    const { n, plus: b } = affine(extent);
    return n % k === 0 ? extentOf({ n: n / k, plus: Math.floor(b / k) }) : null;
  };
  return between(floor(a.low), floor(a.high));
}

function ofModulo(a: Interval | null, args: readonly Expr[]): Interval | null {
  const divisor = args[1]!;
  const extent = divisor.kind === 'constant' ? divisor.value : divisor.kind === 'extent' ? divisor.extent : null;
  if (extent === null || !neverAbove(1, extent)) return null;
  if (a && inside(a, extent)) return a;
  return { low: 0, high: shift(extent, -1) };
}

/** 0 <= x < extent for every N >= 1. */
export const inside = ({ low, high }: Interval, extent: Extent): boolean =>
  neverAbove(0, low) && neverAbove(plus(high, 1), extent);
