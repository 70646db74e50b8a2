import type { Shape } from '../base/index.js';
import { e, rewriteExpr, type Axis, type Expr } from '../expr/index.js';

/** A point of a shape: one axis for each extent but 1. */
export function pointOf(shape: Shape): { readonly index: readonly Expr[]; readonly axes: readonly Axis[] } {
  const index = shape.map((extent) => (extent === 1 ? e.int(0) : e.axis(extent)));
  return { index, axes: index.filter((x) => x.kind === 'axis') };
}

/** A value that is known at every point of a shape, at one of them. */
export function valueAt(
  { index, value }: { readonly index: readonly Expr[]; readonly value: Expr },
  at: readonly Expr[],
): Expr {
  const point = new Map(index.map((axis, k) => [axis, at[k]!]));
  return rewriteExpr(value, (x) => (x.kind === 'axis' ? (point.get(x) ?? x) : x));
}
