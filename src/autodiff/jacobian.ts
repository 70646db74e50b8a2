import { range, type Shape } from '../base/index.js';
import type { Tensor } from '../graph/index.js';
import { and, cast, constant, equal, iota } from '../ops/index.js';
import { constantLike } from '../passes/index.js';
import { requireFloats } from './checks.js';
import type { Nest } from './nest.js';
import { linearised } from './vjp.js';
import { vmap } from './vmap.js';

/**
 * The function that gives all derivatives of f's result by x: of shape `[...y.shape, ...x.shape]`. For nests, a nest like the
 * result that holds nests like x. Where nothing depends, zeros.
 */
export function jacobian<X>(f: (x: X) => Nest): (x: X) => Tensor {
  return (x) => {
    const { args, y, pull } = linearised(f as (...xs: never[]) => unknown, [x]);
    requireFloats('jacobian', [...args.tensors, ...y.tensors]);
    const rows = y.tensors.map((_, row) => {
      const dxs = jacobianRow(y.tensors, row, args.tensors, pull);
      return (args.build(dxs) as readonly unknown[])[0];
    });
    return y.build(rows) as Tensor;
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
