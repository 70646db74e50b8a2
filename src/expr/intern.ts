import type { Axis, Expr, Readable } from './expr.js';
import { children, withChildren } from './walk.js';

/** Makes equal sub-expressions one object, over all expressions given to it. */
export function makeInterner(): (x: Expr) => Expr {
  const ids = new Map<object, number>();
  const byKey = new Map<string, Expr>();
  const done = new Map<Expr, Expr>();
  const id = (x: object): number => ids.get(x) ?? (ids.set(x, ids.size), ids.size - 1);
  const visit = (x: Expr): Expr => {
    const known = done.get(x);
    if (known) return known;
    const rebuilt = withChildren(x, children(x).map(visit));
    const key = exprKey(rebuilt, id);
    const same = byKey.get(key) ?? (byKey.set(key, rebuilt), rebuilt);
    done.set(x, same);
    return same;
  };
  return visit;
}

/** A text that only equal nodes have, over parts (children, axes, and what is loaded from) that are known by their numbers. */
export function exprKey(x: Expr, id: (part: Expr | Axis | Readable) => number): string {
  const inner = children(x).map(id).join();
  switch (x.kind) {
    case 'constant':
      return `${x.dtype} ${Object.is(x.value, -0) ? '-0' : x.value}`;
    case 'axis':
      return `axis ${id(x)}`;
    case 'extent':
      return `extent ${x.extent}`;
    case 'load':
      return `load ${id(x.from)} ${inner}${x.guarded ? ' guarded' : ''}`;
    case 'call':
      return `${x.dtype} ${x.fn} ${inner}`;
    case 'cast':
      return `cast ${x.dtype} ${inner}`;
    case 'select':
      return `select ${inner}`;
    case 'reduce':
      return `${x.monoid} ${x.pick} ${x.axes.map(id).join()} ${inner}`;
  }
}
