import { optionsOf } from '../base/index.js';
import type { Tensor } from '../graph/index.js';
import { scalar } from '../ops/index.js';
import { choose } from './argnums.js';
import { orZeros, requireFloats, requireFunction, requireScalar } from './checks.js';
import { flatten } from './nest.js';
import { linearised } from './vjp.js';

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

/** The function that gives the gradient of `f`, whose result is a scalar. Arguments may be nests of tensors; a number or an array of numbers is a constant f32. */
export function grad<X extends readonly unknown[], const A extends number | readonly number[] = 0>(
  f: (...xs: X) => Tensor,
  options: GradOptions<A> = {},
): (...xs: X) => Picked<X, A> {
  requireFunction('grad', f);
  const whole = gradOptions('grad', options);
  return (...xs) => derive('grad', f, xs, whole)[1];
}

/** As `grad`, with the value: `[y, gradient]`. They share what they have in common. */
export function valueAndGrad<X extends readonly unknown[], const A extends number | readonly number[] = 0>(
  f: (...xs: X) => Tensor,
  options: GradOptions<A> = {},
): (...xs: X) => [y: Tensor, gradient: Picked<X, A>] {
  requireFunction('valueAndGrad', f);
  const whole = gradOptions('valueAndGrad', options);
  return (...xs) => derive('valueAndGrad', f, xs, whole);
}

const gradOptions = <A extends number | readonly number[]>(what: string, options: GradOptions<A>) =>
  optionsOf(what, options, { argnums: 0 as A, allowUnused: false }) as Required<GradOptions<A>>;

function derive<X extends readonly unknown[], A extends number | readonly number[]>(
  what: string,
  f: (...xs: X) => Tensor,
  xs: X,
  { argnums, allowUnused }: Required<GradOptions<A>>,
): [Tensor, Picked<X, A>] {
  const chosen = choose(what, f as (...xs: never[]) => unknown, xs, argnums);
  const { tensors, build } = flatten(chosen.xs);
  requireFloats(what, tensors);
  const { y, pull } = linearised(what, chosen.f, chosen.xs);
  const value = requireScalar(what, y.tensors);
  const dxs = pull([scalar(1)]).map((dx, k) => orZeros(what, dx, value, tensors[k]!, allowUnused));
  return [value, chosen.pick(build(dxs) as readonly unknown[]) as Picked<X, A>];
}
