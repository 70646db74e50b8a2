import { children, type Axis, type Expr } from '../expr/index.js';
import { valueOf, nameValue, type Scope } from './scope.js';
import { reach } from './target.js';

/** What laying out a nest needs to know at every place. */
export interface Surroundings {
  readonly free: (x: Expr) => ReadonlySet<Axis>;
  readonly isSafe: (x: Expr) => boolean;
  readonly nameRegister: (x: Expr) => string;
  readonly bufferName: (from: object) => string;
  /** Buffers that the nest both reads and writes: what is read of them is read before anything is written. */
  readonly isUpdated: (from: object) => boolean;
}

export const isBoundIn = (x: Expr, scope: Scope, free: Surroundings['free']): boolean => {
  for (const axis of free(x)) if (!scope.bound.has(axis)) return false;
  return true;
};

/**
 * Puts into registers, here, what the roots need and this place already knows: values that loops further in would
 * compute again each time, and values that are used more than once.
 */
export function bind(roots: readonly Expr[], scope: Scope, around: Surroundings): void {
  const nodes = reach(roots, (x) => scope.get(x) !== undefined);
  const uses = new Map<Expr, number>();
  const inward = new Set<Expr>();
  const lazy = lazyNodes(roots, scope);
  const note = (x: Expr, from: Expr | null): void => {
    uses.set(x, (uses.get(x) ?? 0) + 1);
    if (from && !isBoundIn(from, scope, around.free)) inward.add(x);
  };
  roots.forEach((x) => note(x, null));
  for (const x of nodes) for (const child of children(x)) note(child, x);
  for (const x of nodes) {
    if (isTrivial(x) || x.kind === 'reduce' || !isBoundIn(x, scope, around.free)) continue;
    const updated = x.kind === 'load' && around.isUpdated(x.from);
    const again = inward.has(x) || uses.get(x)! > 1 || updated;
    if (!again || !around.isSafe(x) || (lazy.has(x) && !inward.has(x) && uses.get(x)! < 2 && !updated)) continue;
    const name = around.nameRegister(x);
    scope.statements.push({ kind: 'let', name, value: valueOf(x, scope, around.bufferName) });
    scope.set(x, nameValue(name, x.dtype));
  }
}

/** The same for all that a nest stores: where, and what. */
export const bindOutputs = (outputs: readonly Stored[], scope: Scope, around: Surroundings): void =>
  bind(
    outputs.flatMap(({ at, value }) => [at, value]),
    scope,
    around,
  );

interface Stored {
  readonly at: Expr;
  readonly value: Expr;
}

const isTrivial = (x: Expr): boolean => x.kind === 'constant' || x.kind === 'axis' || x.kind === 'extent';

/** What is evaluated only behind a select's condition. */
function lazyNodes(roots: readonly Expr[], scope: Scope): Set<Expr> {
  const eager = new Set<Expr>();
  const visit = (x: Expr): void => {
    if (eager.has(x) || scope.get(x) !== undefined) return;
    eager.add(x);
    (x.kind === 'select' ? [x.when] : children(x)).forEach(visit);
  };
  roots.forEach(visit);
  return new Set(reach(roots, (x) => scope.get(x) !== undefined).filter((x) => !eager.has(x)));
}
