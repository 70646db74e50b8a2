import { children, type Axis, type Expr, type Monoid } from '../expr/index.js';
import type { Buffer } from '../kernels/index.js';

type Reduce = Extract<Expr, { kind: 'reduce' }>;

/** A reduction being laid out: one loop, and a register for each accumulator. */
export interface Fold {
  readonly monoid: Monoid;
  readonly axes: readonly Axis[];
  readonly bodies: readonly Expr[];
  /** The expressions that it gives, by accumulator. */
  readonly picks: Map<number, Reduce>;
  registers: readonly string[];
}

/** Something that a nest has to do; `remaining` are the loops that it still needs around it. */
export type Target =
  | {
      readonly kind: 'store';
      readonly buffer: Buffer;
      readonly at: Expr;
      readonly value: Expr;
      readonly remaining: readonly Axis[];
    }
  | { readonly kind: 'fold'; readonly fold: Fold; readonly remaining: readonly Axis[] }
  /** Keeps a value of a row in scratch memory for a later loop over the same row. */
  | {
      readonly kind: 'keep';
      readonly value: Expr;
      readonly scratch: string;
      readonly axis: Axis;
      readonly remaining: readonly Axis[];
    };

export function rootsOf(target: Target): readonly Expr[] {
  switch (target.kind) {
    case 'store':
      return [target.at, target.value];
    case 'fold':
      return target.fold.bodies;
    case 'keep':
      return [target.value];
  }
}

/** Every expression below the roots that is not `known`, children first; known ones are not entered. */
export function reach(roots: readonly Expr[], known: (x: Expr) => boolean): Expr[] {
  const seen = new Set<Expr>();
  const order: Expr[] = [];
  const visit = (x: Expr): void => {
    if (seen.has(x) || known(x)) return;
    seen.add(x);
    children(x).forEach(visit);
    order.push(x);
  };
  roots.forEach(visit);
  return order;
}
