import { optionsOf, range, type Shape } from '../base/index.js';
import type { Tensor } from '../graph/index.js';
import { and, cast, constant, equal, iota } from '../ops/index.js';
import { constantLike } from '../passes/index.js';
import { choose, type Argnums } from './argnums.js';
import { requireFloats, requireFunction } from './checks.js';
import { flatten, type Nest } from './nest.js';
import { linearised } from './vjp.js';
import { vmap } from './vmap.js';

export interface JacobianOptions<A extends Argnums = Argnums> {
  /** Which arguments to derive by: a position gives one derivative, a list gives a list. */
  readonly argnums?: A;
}

/** A derivative by one argument, or a list of them. */
export type ByArgnums<A> = A extends readonly number[] ? { readonly [K in keyof A]: Tensor } : Tensor;

/**
 * The function that gives all derivatives of f's result by x: of shape `[...y.shape, ...x.shape]`. For nests, a nest like the
 * result that holds nests like x. Where nothing depends, zeros.
 */
export function jacobian<X extends readonly unknown[], const A extends Argnums = 0>(
  f: (...xs: X) => Nest,
  options: JacobianOptions<A> = {},
): (...xs: X) => ByArgnums<A> {
  const { argnums } = optionsOf('jacobian', options, { argnums: 0 as A });
  return jacobianOf('jacobian', f as (...xs: never[]) => unknown, argnums as Argnums) as (...xs: X) => ByArgnums<A>;
}

/** The same, for a caller that errors shall name. */
export function jacobianOf(
  what: string,
  f: (...xs: never[]) => unknown,
  argnums: Argnums,
): (...xs: readonly unknown[]) => unknown {
  requireFunction(what, f);
  return (...xs) => {
    const chosen = choose(what, f, xs, argnums);
    requireFloats(what, flatten(chosen.xs).tensors);
    const { args, y, pull } = linearised(what, chosen.f, chosen.xs);
    requireFloats(what, y.tensors);
    const rows = y.tensors.map((_, row) =>
      chosen.pick(args.build(jacobianRow(y.tensors, row, args.tensors, pull)) as readonly unknown[]),
    );
    return y.build(rows);
  };
}

type Pull = (dys: readonly (Tensor | null)[]) => readonly (Tensor | null)[];

/** One result's derivatives by all of xs: its pullback over a basis of cotangents, one axis of the result after another. */
function jacobianRow(ys: readonly Tensor[], row: number, xs: readonly Tensor[], pull: Pull): readonly Tensor[] {
  const y = ys[row]!;
  const back = (dy: Tensor): readonly Tensor[] =>
    pull(ys.map((_, k) => (k === row ? dy : null))).map((dx, k) => dx ?? constantLike(0, xs[k]!));
  const all = y.shape.reduce<(dy: Tensor) => readonly Tensor[]>((inner) => vmap(inner), back);
  return all(basis(y.shape));
}

/** For each element of a shape the tensor of that shape that is 1 there and 0 elsewhere. */
function basis(shape: Shape): Tensor {
  const rank = shape.length;
  const both = [...shape, ...shape];
  const same = range(rank).map((k) => equal(iota(both, { axis: k }), iota(both, { axis: rank + k })));
  return same.length === 0
    ? constant(1)
    : cast(
        same.reduce((a, b) => and(a, b)),
        'f32',
      );
}
