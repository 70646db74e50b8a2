import type { Shape } from '../base/index.js';
import { e, type Axis, type Expr } from '../expr/index.js';

/** A point of a shape: one axis for each extent but 1. */
export function pointOf(shape: Shape): { readonly index: readonly Expr[]; readonly axes: readonly Axis[] } {
  const index = shape.map((extent) => (extent === 1 ? e.int(0) : e.axis(extent)));
  return { index, axes: index.filter((x) => x.kind === 'axis') };
}
