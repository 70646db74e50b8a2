import type { Tensor } from '../graph/index.js';
import { scalar } from '../ops/index.js';
import { orZeros, requireFloats, requireScalar } from './checks.js';
import { flatten } from './nest.js';
import { linearised } from './vjp.js';

type Argument = Tensor | readonly unknown[] | Readonly<Record<string, unknown>>;

export interface GradOptions<A extends number | readonly number[] = number | readonly number[]> {
  /** Which arguments to derive by: a position gives one gradient, a list gives a list. */
  readonly argnums?: A;
  /** Zeros instead of an error where the result does not depend on an argument. */
  readonly allowUnused?: boolean;
}

/** The gradients of the arguments that were asked for, each like its argument. */
type Picked<X extends readonly unknown[], A> = A extends number
  ? X[A]
  : A extends readonly number[]
    ? { [K in keyof A]: X[A[K] & number] }
    : never;

/** The function that gives the gradient of `f`, whose result is a scalar. Arguments may be nests of tensors. */
export function grad<X extends readonly unknown[], const A extends number | readonly number[] = 0>(
  f: (...xs: X) => Tensor,
  options: GradOptions<A> = {},
): (...xs: X) => Picked<X, A> {
  return (...xs) => derive('grad', f, xs, options)[1];
}

/** As `grad`, with the value: `[y, gradient]`. They share what they have in common. */
export function valueAndGrad<X extends readonly unknown[], const A extends number | readonly number[] = 0>(
  f: (...xs: X) => Tensor,
  options: GradOptions<A> = {},
): (...xs: X) => [y: Tensor, gradient: Picked<X, A>] {
  return (...xs) => derive('valueAndGrad', f, xs, options);
}

function derive<X extends readonly unknown[], A extends number | readonly number[]>(
  what: string,
  f: (...xs: X) => Tensor,
  xs: X,
  { argnums = 0 as A, allowUnused = false }: GradOptions<A>,
): [Tensor, Picked<X, A>] {
  const positions: readonly number[] = typeof argnums === 'number' ? [argnums] : argnums;
  const chosen = positions.map((position) => xs[position] as Argument);
  const { tensors, build } = flatten(chosen);
  requireFloats(what, tensors);
  const asked = (...chosenXs: readonly unknown[]): Tensor => f(...(replaced(xs, positions, chosenXs) as unknown as X));
  const { y, pull } = linearised(asked as (...xs: never[]) => unknown, chosen);
  const value = requireScalar(what, y.tensors);
  const dxs = pull([scalar(1)]).map((dx, k) => orZeros(what, dx, value, tensors[k]!, allowUnused));
  const built = build(dxs) as readonly unknown[];
  return [value, (typeof argnums === 'number' ? built[0] : built) as Picked<X, A>];
}

function replaced(xs: readonly unknown[], positions: readonly number[], by: readonly unknown[]): unknown[] {
  const all = [...xs];
  positions.forEach((position, k) => (all[position] = by[k]));
  return all;
}
