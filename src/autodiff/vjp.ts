import type { Tensor } from '../graph/index.js';
import { constantLike } from '../passes/index.js';
import { derivable, requireFunction, requireLike } from './checks.js';
import { pullback } from './derived.js';
import { evaluated } from './evaluated.js';
import { flatten, withConstants, type Flat, type Nest } from './nest.js';

/** A traced function with its value at the arguments, and a way back. */
export interface Linearised {
  readonly args: Flat;
  readonly y: Flat;
  /** Cotangents of the arguments' tensors, null where nothing flows, from those of the result's. */
  readonly pull: (dys: readonly (Tensor | null)[]) => readonly (Tensor | null)[];
}

/** `f` at the arguments as `evaluated`, which see, with its way back. */
export function linearised(what: string, f: (...xs: never[]) => unknown, xs: readonly unknown[]): Linearised {
  const args = flatten(xs.map((x) => derivable(what, x)));
  const { result, effects, function_, ys } = evaluated(what, f, args);
  const y = flatten(result.build(ys));
  return { args, y, pull: (dys) => pullback(function_, [...dys, ...effects.map(() => null)]) };
}

/**
 * The value of f at xs, and its pullback: from a cotangent like the value to the cotangents of xs. Where a result
 * does not depend on an x, its cotangent is zeros.
 */
export function vjp<X extends readonly unknown[], Y extends Nest>(
  f: (...xs: X) => Y,
  ...xs: X
): [y: Y, pullback: (dy: Y) => X] {
  requireFunction('vjp', f);
  const { args, y, pull } = linearised('vjp', f as (...xs: never[]) => unknown, xs);
  const back = (dy: Y): X => {
    const dys = flatten(withConstants('the pullback of vjp', dy)).tensors;
    requireLike('the pullback of vjp', 'dy', dys, y.tensors);
    return args.build(pull(dys).map((dx, k) => dx ?? constantLike(0, args.tensors[k]!))) as X;
  };
  return [y.build(y.tensors) as Y, back];
}
