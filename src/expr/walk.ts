import type { Axis, Expr } from './expr.js';

/** The direct sub-expressions, in order. */
export function children(x: Expr): readonly Expr[] {
  switch (x.kind) {
    case 'constant':
    case 'axis':
    case 'extent':
      return [];
    case 'load':
      return x.index;
    case 'call':
      return x.args;
    case 'cast':
      return [x.arg];
    case 'select':
      return [x.when, x.then, x.otherwise];
    case 'reduce':
      return x.bodies;
  }
}

/** The same node over other children (as many as `children` gave). */
export function withChildren(x: Expr, to: readonly Expr[]): Expr {
  if (children(x).every((child, k) => child === to[k])) return x;
  switch (x.kind) {
    case 'constant':
    case 'axis':
    case 'extent':
      return x;
    case 'load':
      return { ...x, index: to };
    case 'call':
      return { ...x, args: to };
    case 'cast':
      return { ...x, arg: to[0]! };
    case 'select':
      return { ...x, when: to[0]!, then: to[1]!, otherwise: to[2]! };
    case 'reduce':
      return { ...x, bodies: to };
  }
}

/**
 * Rebuilds an expression from its leaves; `f` sees each node once, its children already replaced. What `done` has is replaced
 * as that says, and not looked into.
 */
export function rewriteExpr(root: Expr, f: (x: Expr) => Expr, done = new Map<Expr, Expr>()): Expr {
  const visit = (x: Expr): Expr => {
    const known = done.get(x);
    if (known) return known;
    const to = f(withChildren(x, children(x).map(visit)));
    done.set(x, to);
    return to;
  };
  return visit(root);
}

/** Every node once, children first. */
export function inOrder(roots: readonly Expr[]): Expr[] {
  const seen = new Set<Expr>();
  const order: Expr[] = [];
  const visit = (x: Expr): void => {
    if (seen.has(x)) return;
    seen.add(x);
    children(x).forEach(visit);
    order.push(x);
  };
  roots.forEach(visit);
  return order;
}

/** The axes that an expression depends on and does not bind itself. */
export function freeAxes(x: Expr, memo = new Map<Expr, ReadonlySet<Axis>>()): ReadonlySet<Axis> {
  const known = memo.get(x);
  if (known) return known;
  const free = new Set<Axis>(x.kind === 'axis' ? [x] : []);
  for (const child of children(x)) for (const axis of freeAxes(child, memo)) free.add(axis);
  if (x.kind === 'reduce') x.axes.forEach((axis) => free.delete(axis));
  memo.set(x, free);
  return free;
}
