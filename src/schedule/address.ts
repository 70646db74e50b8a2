import { scaleExtent, type Extent } from '../base/index.js';
import { e, freeAxes, linear, type Axis, type Expr, type Linear } from '../expr/index.js';

/** The element of a row-major buffer at an index, as one number. */
export function linearAddress(shape: readonly Extent[], index: readonly Expr[]): Expr {
  const strides = stridesOf(shape);
  if (!strides) return index.reduce((at, x, k) => e.add(e.mul(at, e.extent(shape[k]!)), x), e.int(0));
  return index.reduce((at, x, k) => e.add(at, e.mul(x, e.extent(strides[k]!))), e.int(0));
}

/** Strides that are extents; null where one would be a product of two extents in N. */
function stridesOf(shape: readonly Extent[]): readonly Extent[] | null {
  const strides: Extent[] = [];
  let stride: Extent = 1;
  for (let k = shape.length - 1; k >= 0; k--) {
    strides[k] = stride;
    const extent: Extent = shape[k]!;
    if (k === 0) break;
    if (typeof stride === 'number') stride = scaleExtent(extent, stride);
    else if (typeof extent === 'number') stride = scaleExtent(stride, extent);
    else return null;
  }
  return strides;
}

/**
 * A sum written from the outermost loop inwards, so that what an inner loop does not change is one sub-expression, and
 * with its constant last, so that neighbours share the rest: `i * 784 + k + 3`. `depth` tells how deep an axis' loop lies.
 */
export function nested(address: Expr, depth: (axis: Axis) => number): Expr {
  const { constant, terms } = linear(address);
  const groups = new Map<number, Linear>();
  for (const term of terms) {
    const level = Math.max(-1, ...[...freeAxes(term.atom)].map(depth));
    const group = groups.get(level) ?? { constant: 0, terms: [] };
    groups.set(level, { constant: 0, terms: [...group.terms, term] });
  }
  const levels = [...groups.keys()].sort((a, b) => a - b);
  const parts = levels.map((level) => fromLinear(groups.get(level)!));
  if (parts.length === 0) return e.int(constant);
  const whole = parts.reduce((at, x) => raw('add', at, x));
  return constant === 0 ? whole : raw(constant > 0 ? 'add' : 'sub', whole, e.int(Math.abs(constant)));
}

const raw = (fn: 'add' | 'sub', a: Expr, b: Expr): Expr => ({ kind: 'call', dtype: 'i32', fn, args: [a, b] });

export const fromLinear = (l: Linear): Expr =>
  l.terms.reduce<Expr>((at, { atom, factor }) => e.add(at, e.mul(atom, e.int(factor))), e.int(l.constant));
