import { addExtents, scaleExtent, type Extent } from '../base/index.js';
import { e, freeAxes, linear, type Axis, type Expr, type Linear } from '../expr/index.js';
import { fromLinear } from './address.js';
import { preparedOver, type Prepared } from './prepare.js';

type Load = Extract<Expr, { kind: 'load' }>;

/** A copy with a border: of the rows that it consists of, what lies before the copied part, that part, and what lies behind. */
interface Bordered {
  readonly inside: Load;
  readonly outside: Expr;
  /** The axis along which rows have a border: the last one that has. */
  readonly axis: Axis;
  /** The axes after it. */
  readonly tail: readonly Axis[];
  readonly low: number;
  readonly high: number;
  /** What must hold beside: the conditions on other axes; null if nothing. */
  readonly when: Expr | null;
}

/**
 * The loops of a kernel that stores a copy with a border (`pad`) as loops over each part of a row, none of which asks an
 * element for its place; null if the kernel is of another kind.
 */
export function alongBorders(prepared: Prepared): Prepared | null {
  const [output, ...others] = prepared.outputs;
  if (!output || others.length > 0 || output.axes.length !== prepared.axes.length) return null;
  const found = borderOf(output.value, prepared.axes);
  if (!found) return null;
  const { inside, outside, axis, tail, low, high, when } = found;
  const size = tail.reduce((product, { extent }) => product * Number(extent), 1);
  const [store, source] = [output.at, inside.index[0]!].map((at) => startOfRow(at, [axis, ...tail], size));
  if (!store || !source) return null;
  const outer = prepared.axes.slice(0, prepared.axes.indexOf(axis));
  const part = (from: number, to: Extent, value: (place: Expr) => Expr) => {
    const along = e.axis(scaleExtent(addExtents(to, -from), size));
    const place = e.add(along, e.int(from * size));
    return { ...output, axes: [...outer, along], at: e.add(fromLinear(store), place), value: value(place) };
  };
  const copied = (place: Expr): Expr => {
    const { guarded: _, ...proved } = inside;
    const load: Load = { ...(when ? inside : proved), index: [e.add(fromLinear(source), place)] };
    return when ? e.select(when, load, outside) : load;
  };
  const parts = [part(0, low, () => outside), part(low, high, copied), part(high, axis.extent, () => outside)].filter(
    ({ axes }) => axes.at(-1)!.extent !== 0,
  );
  return preparedOver([...outer, ...parts.map(({ axes }) => axes.at(-1)!)], parts, prepared.bounds);
}

function borderOf(value: Expr, axes: readonly Axis[]): Bordered | null {
  if (value.kind !== 'select' || value.then.kind !== 'load' || value.otherwise.kind !== 'constant') return null;
  const conditions = conjuncts(value.when);
  const bounds = conditions.map(boundOf);
  const bounded = new Set(bounds.flatMap((bound) => (bound ? [bound.axis] : [])));
  const axis = axes.findLast((own) => bounded.has(own));
  if (!axis || typeof axis.extent !== 'number') return null;
  const others = conditions.filter((_, k) => bounds[k]?.axis !== axis);
  const tail = axes.slice(axes.indexOf(axis) + 1);
  const isOfRow = (x: Expr): boolean => [axis, ...tail].some((own) => freeAxes(x).has(own));
  if (others.some(isOfRow) || tail.some(({ extent }) => typeof extent !== 'number')) return null;
  const own = bounds.filter((bound) => bound?.axis === axis);
  const low = Math.max(0, ...own.map((bound) => bound?.from ?? 0));
  const high = Math.min(axis.extent, ...own.map((bound) => bound?.to ?? Infinity));
  if (low >= high) return null;
  const when = others.length === 0 ? null : others.reduce((a, b) => e.and(a, b));
  return { inside: value.then, outside: value.otherwise, axis, tail, low, high, when };
}

const conjuncts = (x: Expr): Expr[] =>
  x.kind === 'call' && x.fn === 'and' && x.dtype === 'bool' ? x.args.flatMap(conjuncts) : [x];

/** A condition as bounds of one axis: from and before. */
interface Bound {
  readonly axis: Axis;
  readonly from?: number;
  readonly to?: number;
}

function boundOf(x: Expr): Bound | null {
  if (x.kind !== 'call' || (x.fn !== 'less' && x.fn !== 'lessEqual')) return null;
  const [a, b] = x.args as [Expr, Expr];
  if (a.dtype !== 'i32') return null;
  const strict = x.fn === 'less' ? 1 : 0;
  const [left, right] = [linear(a), linear(b)];
  const [below, above] = [shifted(right), shifted(left)];
  // c < axis + k, and axis + k < c.
  if (below && left.terms.length === 0) return { axis: below.axis, from: left.constant + strict - below.by };
  if (above && right.terms.length === 0) return { axis: above.axis, to: right.constant + 1 - strict - above.by };
  return null;
}

/** One axis and a constant. */
function shifted({ terms, constant }: Linear): { readonly axis: Axis; readonly by: number } | null {
  const [term] = terms;
  return terms.length === 1 && term!.factor === 1 && term!.atom.kind === 'axis'
    ? { axis: term!.atom, by: constant }
    : null;
}

/** The address of a row's first element, if the row's axes lie one inside the other and without gaps; else null. */
function startOfRow(at: Expr, axes: readonly Axis[], size: number): Linear | null {
  const { constant, terms } = linear(at);
  const strides = axes.map((_, k) => axes.slice(k + 1).reduce((step, { extent }) => step * Number(extent), 1));
  const fits = axes.every((axis, k) => terms.some(({ atom, factor }) => atom === axis && factor === strides[k]));
  const rest = terms.filter(({ atom }) => !axes.some((axis) => axis === atom));
  const isApart = rest.every(({ atom }) => !axes.some((axis) => freeAxes(atom).has(axis)));
  return fits && isApart && strides[0] === size ? { constant, terms: rest } : null;
}
