import * as autodiff from '../autodiff/index.js';
import type { Tensor } from '../graph/index.js';
import type { Nested } from '../ops/index.js';

// A function written on the spot, `grad((v) => …)`, has parameters without types: they are tensors. One whose parameters
// are annotated may take nests of tensors.

type Tensors = readonly Tensor[];

/** Arguments as they may be given: a number or an array of numbers is a constant. */
type Given<X extends Tensors> = { readonly [K in keyof X]: X[K] | number | Nested };

/** A tensor of another shape, or a nest of such: an axis more or less. */
type AnyShape<Y> = Y extends Tensor ? Tensor : { readonly [K in keyof Y]: AnyShape<Y[K]> };

/** The gradient by the first argument, by one of them, or by several. */
interface ByArgument {
  <X extends Tensors>(f: (...xs: X) => Tensor, options?: { readonly allowUnused?: boolean }): (...xs: Given<X>) => X[0];
  <X extends Tensors, const A extends number | readonly number[]>(
    f: (...xs: X) => Tensor,
    options: autodiff.GradOptions<A>,
  ): (...xs: Given<X>) => Picked<X, A>;
}

interface WithValue {
  <X extends Tensors>(
    f: (...xs: X) => Tensor,
    options?: { readonly allowUnused?: boolean },
  ): (...xs: Given<X>) => [y: Tensor, gradient: X[0]];
  <X extends Tensors, const A extends number | readonly number[]>(
    f: (...xs: X) => Tensor,
    options: autodiff.GradOptions<A>,
  ): (...xs: Given<X>) => [y: Tensor, gradient: Picked<X, A>];
}

type Picked<X extends Tensors, A> = A extends number
  ? X[A]
  : A extends readonly number[]
    ? { [K in keyof A]: X[A[K] & number] }
    : never;

/** A batch of each argument; plain values are constants. */
type Batches<X extends Tensors> = { readonly [K in keyof X]: Tensor | number | Nested };

interface Batching {
  <X extends Tensors, Y>(f: (...xs: X) => Y, options?: autodiff.VmapOptions): (...xs: Batches<X>) => AnyShape<Y>;
}

interface WithRules {
  <X extends Tensors, Y extends Tensor, R>(
    f: (...xs: X) => Y,
    rules: {
      readonly forward: (...xs: X) => readonly [y: Tensor, residuals: R];
      readonly backward: (residuals: R, dy: Tensor) => { readonly [K in keyof X]: Tensor | null };
      readonly estimator?: boolean;
    },
  ): (...xs: X) => Y;
}

type OfOne = (f: (x: Tensor) => Tensor) => (x: Tensor | number | Nested) => Tensor;
type Same = <X extends Tensors, Y>(f: (...xs: X) => Y) => (...xs: X) => Y;

/** The function that gives the gradient of `f`, whose result is a scalar. Arguments may be nests of tensors. */
export const grad = autodiff.grad as ByArgument & typeof autodiff.grad;
/** As `grad`, with the value: `[y, gradient]`. They share what they have in common. */
export const valueAndGrad = autodiff.valueAndGrad as WithValue & typeof autodiff.valueAndGrad;
/** The function of all partial derivatives: axes of the result first, then those of x. */
export const jacobian = autodiff.jacobian as OfOne & typeof autodiff.jacobian;
/** The function of all second derivatives of a scalar function. */
export const hessian = autodiff.hessian as OfOne & typeof autodiff.hessian;
/** The function over a batch: along one more axis of its arguments and results. */
export const vmap = autodiff.vmap as Batching & typeof autodiff.vmap;
/** The function, computed again for its derivative instead of kept. */
export const checkpoint = autodiff.checkpoint as Same & typeof autodiff.checkpoint;
/** The function with a derivative of its own, as in JAX; residuals are any nest of tensors. */
export const customVjp = autodiff.customVjp as WithRules & typeof autodiff.customVjp;
