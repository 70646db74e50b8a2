import type { Axis, Expr } from './expr.js';
import { children, withChildren } from './walk.js';

/** Renames axes, bound ones too, and replaces loads; shared sub-expressions stay shared. */
export function substitute(
  root: Expr,
  axes: ReadonlyMap<Axis, Axis>,
  load: (x: Extract<Expr, { kind: 'load' }>) => Expr,
): Expr {
  const done = new Map<Expr, Expr>();
  const visit = (x: Expr): Expr => {
    const known = done.get(x);
    if (known) return known;
    const to = replace(x);
    done.set(x, to);
    return to;
  };
  const replace = (x: Expr): Expr => {
    if (x.kind === 'axis') return axes.get(x) ?? x;
    const inner = withChildren(x, children(x).map(visit));
    if (inner.kind === 'load') return load(inner);
    if (inner.kind === 'reduce') return { ...inner, axes: inner.axes.map((axis) => axes.get(axis) ?? axis) };
    return inner;
  };
  return visit(root);
}
