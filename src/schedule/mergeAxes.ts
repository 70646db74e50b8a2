import { addExtents, multiplyExtents, scaleExtent, type Extent } from '../base/index.js';
import { children, freeAxes, inOrder, linear, rewriteExpr, type Axis, type Expr } from '../expr/index.js';
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
  const { extent } = inner;
  if (typeof extent !== 'number' && typeof outer.extent !== 'number') return false;
  const areTogether = listsIn(loops).every((axes) => {
    return axes.indexOf(inner) === (axes.includes(outer) ? axes.indexOf(outer) + 1 : -1);
  });
  const isFree = (x: Expr): boolean => freeAxes(x).has(outer) || freeAxes(x).has(inner);
  const isRow = (at: Expr): boolean => {
    const { terms } = linear(at);
    const others = terms.filter(({ atom }) => axisIn(atom) !== outer && atom !== inner);
    const [far, near] = [stepOf(terms, outer), stepOf(terms, inner)];
    // A reduction inside an address binds axes of its own.
    const areApart = others.every(({ atom }) => !isFree(atom) && isOnlyInRows(atom));
    return typeof near === 'number' && far === scaleExtent(extent, near) && areApart;
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

type Terms = ReturnType<typeof linear>['terms'];

/** The axis that a term of an address is a multiple of: by a number, or by an extent in N. */
function axisIn(atom: Expr): Expr {
  if (atom.kind !== 'call' || atom.fn !== 'mul') return atom;
  const [a, b] = atom.args as [Expr, Expr];
  return a.kind === 'axis' && b.kind === 'extent' ? a : atom;
}

/** How far apart neighbours along an axis lie. */
function stepOf(terms: Terms, axis: Axis): Extent {
  const own = terms.filter(({ atom }) => axisIn(atom) === axis);
  return own.reduce<Extent>((step, { atom, factor }) => addExtents(step, scaleExtent(unitOf(atom), factor)), 0);
}

function unitOf(atom: Expr): Extent {
  const by = atom.kind === 'call' ? atom.args[1] : undefined;
  return by?.kind === 'extent' ? by.extent : 1;
}

function merged({ axes, outputs }: Loops, outer: Axis, inner: Axis): Loops {
  const both: Axis = { kind: 'axis', dtype: 'i32', extent: multiplyExtents(outer.extent, inner.extent) };
  const inList = (list: readonly Axis[]): Axis[] =>
    list.flatMap((axis) => (axis === outer ? [] : axis === inner ? [both] : [axis]));
  const inAddress = (at: Expr): Expr => {
    const { constant, terms } = linear(at);
    const kept = terms.filter(({ atom }) => axisIn(atom) !== outer && atom !== inner);
    const factor = terms.find(({ atom }) => atom === inner)?.factor ?? 0;
    return fromLinear({ constant, terms: [...kept, ...(factor === 0 ? [] : [{ atom: both, factor }])] });
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
