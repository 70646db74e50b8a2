import { addExtents, neverAbove, scaleExtent, subtractExtents, type Extent } from '../base/index.js';
import {
  e,
  functions,
  inOrder,
  interval,
  linear,
  rebuilt,
  rewriteExpr,
  sameExpr,
  type Axis,
  type Expr,
} from '../expr/index.js';
import { rootOf, type Buffer, type MapKernel, type Output } from '../kernels/index.js';

/** What a kernel stores, over which loops. */
export type Loops = Pick<MapKernel, 'axes' | 'outputs'>;

type Call = Extract<Expr, { kind: 'call' }>;

/** Into more parts than this no kernel is split. */
const mostParts = 8;
/** Work, in multiplications, that parts may write again beside what the one loop has: in vectors about a kilobyte. */
const mostWrittenAgain = 100;

/**
 * The loops of a kernel whose elements choose by their place (`concat`, `pad`) as loops over the parts in which all choose
 * alike, one behind the other: no element is asked for its place, and what a condition guarded is known to lie in its
 * buffer. Null if the kernel is of another kind, or would become too long.
 */
export function inParts(loops: Loops): Loops | null {
  if (!mayBeSplit(loops)) return null;
  const chosen = loops.axes.filter((axis) => {
    const { length } = boundariesOf(axis, loops.outputs);
    return length > 0 && length < mostParts;
  });
  // Where there are too many parts, conditions on outer axes are left: they are asked once a row.
  for (let k = 0; k < chosen.length; k++) {
    const parts = partsAlong(chosen.slice(k), loops);
    const isShort = parts.length <= mostParts && costOf(parts) - costOf([loops]) <= mostWrittenAgain;
    if (isShort) return { axes: parts.flatMap(({ axes }) => axes).filter(isFirst), outputs: parts.flatMap(outputsOf) };
  }
  return null;
}

const outputsOf = ({ outputs }: Loops): readonly Output[] => outputs;

const isFirst = (axis: Axis, k: number, all: readonly Axis[]): boolean => all.indexOf(axis) === k;

/** Whether parts can run one after the other: they share no sum, and none reads what another one writes. */
function mayBeSplit({ axes, outputs }: Loops): boolean {
  const isOverAll = outputs.every((output) => axes.every((axis, k) => output.axes[k] === axis));
  return isOverAll && valuesIn(outputs).every((x) => x.kind !== 'reduce' && (x.kind !== 'load' || isApart(x, outputs)));
}

/** Whether a load reads nothing that is written, or the very element that is written there. */
function isApart({ from, index }: Extract<Expr, { kind: 'load' }>, outputs: readonly Output[]): boolean {
  const written = outputs.find(({ buffer }) => rootOf(buffer) === rootOf(from as Buffer));
  return !written || (written.buffer === from && index.every((i, k) => sameExpr(i, written.index[k]!)));
}

const valuesIn = (outputs: readonly Output[]): Expr[] => inOrder(outputs.map(({ value }) => value));

const costOf = (parts: readonly Loops[]): number =>
  parts
    .flatMap(({ outputs }) => valuesIn(outputs))
    .reduce((sum, x) => sum + (x.kind === 'call' ? functions[x.fn].cost : x.kind === 'load' ? 1 : 0), 0);

/** The parts along the first axis, each in parts along the next one, where there something is still to choose. */
function partsAlong([axis, ...inner]: readonly Axis[], loops: Loops): Loops[] {
  if (!axis) return [loops];
  const ends = [...boundariesOf(axis, loops.outputs), axis.extent];
  return ends.flatMap((to, k) => {
    const { part, axisOf } = partOf(loops, axis, ends[k - 1] ?? 0, to);
    return partsAlong(inner.map(axisOf), part);
  });
}

/** What a kernel does at the places from one up to another along an axis, over axes of its own from there inwards. */
function partOf(
  { axes, outputs }: Loops,
  along: Axis,
  from: Extent,
  to: Extent,
): { part: Loops; axisOf: (axis: Axis) => Axis } {
  const length = subtractExtents(to, from);
  const own = new Map(
    axes.slice(axes.indexOf(along)).map((axis) => [axis, e.axis(axis === along ? length : axis.extent)]),
  );
  const axisOf = (axis: Axis): Axis => own.get(axis) ?? axis;
  const placeOf = (axis: Axis): Expr => {
    if (axis !== along) return axisOf(axis);
    return e.add(length === 1 ? e.int(0) : axisOf(axis), e.extent(from));
  };
  const done = new Map<Expr, Expr>();
  const there = (root: Expr): Expr => rewriteExpr(root, (x) => (x.kind === 'axis' ? placeOf(x) : decided(x)), done);
  const inPart = axes.filter((axis) => axis !== along || length !== 1).map(axisOf);
  return {
    part: {
      axes: inPart,
      outputs: outputs.map((o) => ({ ...o, axes: inPart, index: o.index.map(there), value: there(o.value) })),
    },
    axisOf,
  };
}

/** An expression whose operands have changed, with what is now known of it. */
function decided(x: Expr): Expr {
  if (x.kind === 'select') return e.select(x.when, x.then, x.otherwise);
  if (x.kind !== 'call') return x;
  const isTrue = comparesPlaces(x) ? known(x) : null;
  return isTrue === null ? rebuilt(x) : e.constant(isTrue ? 1 : 0, 'bool');
}

/** What a comparison of places gives everywhere; null where it depends on the place. */
function known(x: Call): boolean | null {
  const bounds = interval(e.sub(x.args[1]!, x.args[0]!));
  if (bounds && neverAbove(leastOf(x), bounds.low)) return true;
  return bounds && neverAbove(addExtents(bounds.high, 1), leastOf(x)) ? false : null;
}

/** How much greater the second operand is at least where the comparison holds. */
const leastOf = ({ fn }: Call): number => (fn === 'less' ? 1 : 0);

/** `a < b` or `a <= b` of indices, which do not wrap. */
function comparesPlaces(x: Expr): x is Call {
  if (x.kind !== 'call' || (x.fn !== 'less' && x.fn !== 'lessEqual')) return false;
  return x.args.every((arg) => {
    const bounds = arg.dtype === 'i32' ? interval(arg) : null;
    return bounds !== null && [bounds.low, bounds.high].every((y) => typeof y === 'string' || (y | 0) === y);
  });
}

/** The places along an axis, in order, from which on a condition is another one than before. */
function boundariesOf(axis: Axis, outputs: readonly Output[]): Extent[] {
  const conditions = valuesIn(outputs).flatMap((x) => (x.kind === 'select' ? [x.when] : []));
  const places = inOrder(conditions)
    .filter(comparesPlaces)
    .flatMap((x) => boundaryOf(x, axis) ?? [])
    .filter((place) => neverAbove(1, place) && neverAbove(place, axis.extent) && place !== axis.extent);
  const distinct = [...new Set(places)].sort((a, b) => (neverAbove(a, b) ? -1 : 1));
  const areInOrder = distinct.every((place, k) => k === 0 || neverAbove(distinct[k - 1]!, place));
  return areInOrder ? distinct : [];
}

/** Where a comparison of an axis with what no axis changes changes; null if it compares something else. */
function boundaryOf(x: Call, axis: Axis): Extent | null {
  const { constant, terms } = linear(e.sub(x.args[1]!, x.args[0]!));
  let rest: Extent = constant;
  let sign = 0;
  for (const { atom, factor } of terms) {
    if (atom === axis && Math.abs(factor) === 1) sign = factor;
    else if (atom.kind === 'extent') rest = addExtents(rest, scaleExtent(atom.extent, factor));
    else return null;
  }
  if (sign === 0) return null;
  // axis + rest >= least from `least - rest` on; rest - axis >= least up to `rest - least`.
  return sign > 0 ? subtractExtents(leastOf(x), rest) : addExtents(rest, 1 - leastOf(x));
}
