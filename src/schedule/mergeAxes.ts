import { addExtents, scaleExtent, type Extent } from '../base/index.js';
import { children, e, freeAxes, inOrder, linear, rewriteExpr, type Axis, type Expr } from '../expr/index.js';
import { fromLinear } from './address.js';
import type { PreparedOutput } from './prepare.js';

/** Loops and what they store, every load by address. */
interface Loops {
  readonly axes: readonly Axis[];
  readonly outputs: readonly PreparedOutput[];
}

/**
 * Two loops over what lies in a row in memory are one: long rows fill vectors, short ones do not. Axes are merged where
 * every address takes them as `outer * extent + inner`, and nothing else takes them at all.
 */
export function mergeAxes(loops: Loops): Loops {
  for (const [outer, inner] of neighbours(loops)) {
    if (canMerge(loops, outer, inner)) return mergeAxes(merged(loops, outer, inner));
  }
  return loops;
}

const valuesIn = ({ outputs }: Loops): Expr[] => inOrder(outputs.map(({ value }) => value));

/** The orders of loops: of the kernel, of its outputs, of its reductions. */
const listsIn = (loops: Loops): (readonly Axis[])[] => [
  loops.axes,
  ...loops.outputs.map(({ axes }) => axes),
  ...valuesIn(loops).flatMap((x) => (x.kind === 'reduce' ? [x.axes] : [])),
];

const neighbours = (loops: Loops): [Axis, Axis][] =>
  listsIn(loops).flatMap((axes) => axes.slice(1).map((axis, k): [Axis, Axis] => [axes[k]!, axis]));

function canMerge(loops: Loops, outer: Axis, inner: Axis): boolean {
  const whole = product(outer.extent, inner.extent);
  if (whole === null) return false;
  const areTogether = listsIn(loops).every((axes) => {
    return axes.indexOf(inner) === (axes.includes(outer) ? axes.indexOf(outer) + 1 : -1);
  });
  const isFree = (x: Expr): boolean => freeAxes(x).has(outer) || freeAxes(x).has(inner);
  const isRow = (at: Expr): boolean => {
    const { terms } = linear(at);
    const others = terms.filter(({ atom }) => axisIn(atom) !== outer && axisIn(atom) !== inner);
    const apart = product(strideOf(at, inner), inner.extent);
    return strideOf(at, outer) === apart && !others.some(({ atom }) => isFree(atom));
  };
  const done = new Map<Expr, boolean>();
  const isOnlyInRows = (x: Expr): boolean => {
    if (x === outer || x === inner) return false;
    const known = done.get(x) ?? (x.kind === 'load' ? isRow(x.index[0]!) : children(x).every(isOnlyInRows));
    done.set(x, known);
    return known;
  };
  return areTogether && loops.outputs.every(({ at, value }) => isRow(at) && isOnlyInRows(value));
}

/** The axis that an address takes times a number, or times one that grows with N. */
function axisIn(atom: Expr): Axis | null {
  if (atom.kind === 'axis') return atom;
  const [x, by] = atom.kind === 'call' && atom.fn === 'mul' ? (atom.args as [Expr, Expr]) : [];
  return x?.kind === 'axis' && by?.kind === 'extent' ? x : null;
}

/** How far apart the elements at neighbouring indices along an axis lie. */
const strideOf = (at: Expr, axis: Axis): Extent =>
  linear(at).terms.reduce<Extent>((stride, { atom, factor }) => {
    if (axisIn(atom) !== axis) return stride;
    const by = atom.kind === 'call' ? atom.args[1]! : atom;
    return addExtents(stride, scaleExtent(by.kind === 'extent' ? by.extent : 1, factor));
  }, 0);

/** Of two extents, of which one has no N; null where both have. */
function product(a: Extent, b: Extent): Extent | null {
  if (typeof b === 'number') return scaleExtent(a, b);
  return typeof a === 'number' ? scaleExtent(b, a) : null;
}

function merged({ axes, outputs }: Loops, outer: Axis, inner: Axis): Loops {
  const both: Axis = { kind: 'axis', dtype: 'i32', extent: product(outer.extent, inner.extent)! };
  const inList = (list: readonly Axis[]): Axis[] =>
    list.flatMap((axis) => (axis === outer ? [] : axis === inner ? [both] : [axis]));
  const inAddress = (at: Expr): Expr => {
    const { constant, terms } = linear(at);
    const kept = terms.filter(({ atom }) => axisIn(atom) !== outer && axisIn(atom) !== inner);
    const stride = strideOf(at, inner);
    return e.add(fromLinear({ constant, terms: kept }), e.mul(both, e.extent(stride)));
  };
  const rewrite = (root: Expr): Expr =>
    rewriteExpr(root, (x) => {
      if (x.kind === 'reduce') return { ...x, axes: inList(x.axes) };
      return x.kind === 'load' ? { ...x, index: [inAddress(x.index[0]!)] } : x;
    });
  return {
    axes: inList(axes),
    outputs: outputs.map((o) => ({ ...o, axes: inList(o.axes), at: inAddress(o.at), value: rewrite(o.value) })),
  };
}
