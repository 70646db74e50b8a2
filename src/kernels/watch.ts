import { e, freeAxes, sameExpr, substitute, type Axis, type Expr } from '../expr/index.js';
import { makeNode, nameOf, type Tensor } from '../graph/index.js';
import { rootsOf } from './alone.js';
import type { Watched } from './kernel.js';
import { computationOf, renumbered, type Computation, type Load, type Lowered } from './lower.js';
import { pointOf } from './point.js';
import { usedOp } from './usedOp.js';

/** What a build that checks numbers looks at, and how it calls that. */
export interface Watch {
  readonly lowered: Lowered;
  readonly watched: ReadonlyMap<Tensor, Watched>;
}

/**
 * Every float tensor is watched, so that the first bad one is the cause. A mask may throw bad values away
 * (`where(x > 0, log(x), 0)`): of a tensor that is read through masks only, just the elements that they let pass are
 * watched, in a computation of their own.
 */
export function watch(lowered: Lowered, needed: ReadonlySet<Tensor>, called: (tensor: Tensor) => Watched): Watch {
  const uses = usesOf(lowered, needed);
  const watched = new Map<Tensor, Watched>();
  const inserted = new Map<Computation, Computation[]>();
  for (const { made } of lowered.computations) {
    for (const { tensor } of made) {
      const use = uses.get(tensor);
      if (use?.kind === 'all') watched.set(tensor, called(tensor));
      if (use?.kind !== 'some') continue;
      const part = usedPart(tensor, use, lowered);
      watched.set(part.made[0]!.tensor, called(tensor));
      inserted.set(use.before, [...(inserted.get(use.before) ?? []), part]);
    }
  }
  const list = lowered.computations.flatMap((c) => [...(inserted.get(c) ?? []), c]);
  return { lowered: { ...lowered, ...renumbered(list) }, watched };
}

/** The elements of a tensor that anyone sees: all; those where a condition over its point holds; or what cannot be told. */
type Use = { readonly kind: 'all' | 'untold' } | Some;

interface Some {
  readonly kind: 'some';
  readonly point: ReturnType<typeof pointOf>;
  readonly when: Expr;
  /** The first computation by which all that `when` reads has been made. */
  readonly before: Computation;
}

const all: Use = { kind: 'all' };
const untold: Use = { kind: 'untold' };

/** One load of a value, and the conditions behind which it stands. */
interface Reading {
  readonly reader: Computation;
  readonly load: Load;
  readonly conditions: readonly Expr[];
}

/** By float tensor: readers come before what they read. */
function usesOf({ computations, tensorOf }: Lowered, needed: ReadonlySet<Tensor>): ReadonlyMap<Tensor, Use> {
  const readings = new Map<Tensor, Reading[]>();
  const uses = new Map<Tensor, Use>();
  for (const c of [...computations].reverse()) {
    for (const { tensor } of c.made) {
      if (tensor.dtype !== 'f32') continue;
      uses.set(tensor, needed.has(tensor) ? all : together(tensor, readings.get(tensor) ?? [], uses));
    }
    // A comparison passes no value on.
    if (c.made.some(({ tensor }) => tensor.dtype !== 'f32')) continue;
    for (const reading of readingsIn(c, tensorOf)) {
      const { tensor } = reading.load;
      readings.set(tensor, [...(readings.get(tensor) ?? []), reading]);
    }
  }
  return uses;
}

function readingsIn(reader: Computation, tensorOf: Lowered['tensorOf']): Reading[] {
  const found: Reading[] = [];
  const visit = (x: Expr, conditions: readonly Expr[]): void => {
    if (x.kind === 'load') found.push({ reader, load: { tensor: tensorOf(x.from), index: x.index }, conditions });
    else if (x.kind === 'select') {
      visit(x.then, [...conditions, x.when]);
      visit(x.otherwise, [...conditions, e.not(x.when)]);
    } else valuesIn(x).forEach((y) => visit(y, conditions));
  };
  rootsOf(reader).forEach((x) => visit(x, []));
  if (!reader.alone || !('operands' in reader.alone)) return found;
  return reader.loads.map((load) => ({ reader, load, conditions: [] }));
}

const valuesIn = (x: Expr): readonly Expr[] =>
  x.kind === 'call' ? x.args : x.kind === 'cast' ? [x.arg] : x.kind === 'reduce' ? x.bodies : [];

function together(tensor: Tensor, readings: readonly Reading[], uses: ReadonlyMap<Tensor, Use>): Use {
  const point = pointOf(tensor.shape);
  const each = readings.map((reading) => useIn(reading, point, uses));
  if (each.length === 0 || each.some(({ kind }) => kind === 'all')) return all;
  const some = each.filter((use) => use.kind === 'some');
  return some.reduce<Use>((sum, use) => {
    if (sum.kind !== 'some') return use;
    const { before } = sum.before.id > use.before.id ? sum : use;
    const when = sameExpr(sum.when, use.when) ? sum.when : e.or(sum.when, use.when);
    return { kind: 'some', point, when, before };
  }, untold);
}

/** What one reading shows of a tensor: what is seen of its reader, where the conditions hold as well. */
function useIn({ reader, load, conditions }: Reading, point: Some['point'], uses: ReadonlyMap<Tensor, Use>): Use {
  const result = reader.made.length === 1 && !reader.alone ? uses.get(reader.made[0]!.tensor)! : all;
  if (result.kind === 'untold') return untold;
  const inherited = result.kind === 'some' ? [inAxesOf(reader, result)] : [];
  const when = [...conditions, ...inherited];
  const place = placesIn(load, point);
  if (when.some((x) => [...freeAxes(x)].some((axis) => !place.has(axis)))) {
    // Conditions on indices alone say which operand an element is taken from: those of `concat` and `pad`.
    return inherited.length > 0 || conditions.some(readsMask) ? untold : all;
  }
  if (when.length === 0) return all;
  const own = when.map((x) => substitute(x, place, (y) => y)).reduce((a, b) => e.and(a, b));
  return { kind: 'some', point, when: own, before: result.kind === 'some' ? result.before : reader };
}

const inAxesOf = ({ made: [own] }: Computation, { point, when }: Some): Expr =>
  substitute(when, new Map(point.axes.map((axis, k) => [axis, own!.axes[k]!])), (y) => y);

/** From the reader's axes to those of what it reads, for axes that both have whole. */
function placesIn({ index }: Load, point: Some['point']): Map<Axis, Axis> {
  return new Map(
    index.flatMap((x, k) => {
      const to = point.index[k]!;
      return x.kind === 'axis' && to.kind === 'axis' && x.extent === to.extent ? [[x, to] as const] : [];
    }),
  );
}

const readsMask = (x: Expr): boolean => x.kind === 'load' || valuesIn(x).some(readsMask);

/** The tensor where it is seen, and 0 elsewhere. */
function usedPart(tensor: Tensor, { point, when, before }: Some, { readable, tensorOf }: Lowered): Computation {
  const { source } = tensor.node;
  const node = makeNode(usedOp, [tensor], { name: nameOf(tensor) }, [tensor], source);
  const from = readable(tensor);
  const load: Expr = { kind: 'load', dtype: from.dtype, from, index: point.index };
  const made = [{ tensor: node.results[0]!, ...point, value: e.select(when, load, e.constant(0, from.dtype)) }];
  return computationOf({ node, made, alone: null, after: before.after, source }, 0, tensorOf);
}
