import { scaleExtent, type Extent } from '../base/index.js';
import { e, linear, rewriteExpr, type Axis, type Expr } from '../expr/index.js';
import { preparedOver, type Prepared } from './prepare.js';

/**
 * The loops with two neighbours as one, whose index the addresses take apart: what lies in a row is then found by one
 * step, and what does not is worked out for each element.
 */
export function flattened({ axes, outputs, bounds }: Prepared, outer: Axis, inner: Axis): Prepared {
  const extent: Extent = scaleExtent(outer.extent, Number(inner.extent));
  const both: Axis = { kind: 'axis', dtype: 'i32', extent };
  const parts = new Map<Expr, Expr>([
    [outer, e.idiv(both, e.extent(inner.extent))],
    [inner, e.mod(both, e.extent(inner.extent))],
  ]);
  const inList = (list: readonly Axis[]): Axis[] =>
    list.flatMap((axis) => (axis === outer ? [] : axis === inner ? [both] : [axis]));
  const taken = (x: Expr): Expr => rewriteExpr(x, (y) => parts.get(y) ?? y);
  const inAddress = (at: Expr): Expr => {
    const { constant, terms } = linear(at);
    return terms.reduce<Expr>(
      (sum, { atom, factor }) => e.add(sum, e.mul(taken(atom), e.int(factor))),
      e.int(constant),
    );
  };
  const inValue = (x: Expr): Expr =>
    rewriteExpr(x, (y) => (y.kind === 'load' ? { ...y, index: [inAddress(y.index[0]!)] } : (parts.get(y) ?? y)));
  return preparedOver(
    inList(axes),
    outputs.map((o) => ({ ...o, axes: inList(o.axes), at: inAddress(o.at), value: inValue(o.value) })),
    bounds,
  );
}
