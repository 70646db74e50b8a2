import type { Expr } from './expr.js';

/** The same value by construction: equal structure over identical axes and buffers. */
export function sameExpr(a: Expr, b: Expr): boolean {
  if (a === b) return true;
  if (a.kind !== b.kind || a.dtype !== b.dtype) return false;
  switch (a.kind) {
    case 'axis':
    case 'reduce': // two reductions bind different axes
      return false;
    case 'constant':
      return Object.is(a.value, (b as typeof a).value);
    case 'extent':
      return a.extent === (b as typeof a).extent;
    case 'load':
      return a.from === (b as typeof a).from && all(a.index, (b as typeof a).index);
    case 'call':
      return a.fn === (b as typeof a).fn && all(a.args, (b as typeof a).args);
    case 'cast':
      return sameExpr(a.arg, (b as typeof a).arg);
    case 'select': {
      const other = b as typeof a;
      return all([a.when, a.then, a.otherwise], [other.when, other.then, other.otherwise]);
    }
  }
}

const all = (a: readonly Expr[], b: readonly Expr[]): boolean =>
  a.length === b.length && a.every((x, k) => sameExpr(x, b[k]!));
