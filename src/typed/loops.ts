import * as autodiff from '../autodiff/index.js';
import type { Extent } from '../base/index.js';
import type { Nested } from '../ops/index.js';
import type { Tensor } from './tensor.js';

// Loops and branches. A carry keeps its shape, so a step sees the shape that the loop starts from; what a step gives may be of
// shapes that the type system does not follow, and is compared when the loop is built.

type Plain = number | boolean | Nested;

/** A carry inside a loop: plain values are tensors there. */
type Carried<C> = C extends Tensor
  ? C
  : C extends number | boolean
    ? Tensor<readonly []>
    : C extends readonly (number | boolean)[]
      ? Tensor
      : { readonly [K in keyof C]: Carried<C[K]> };

/** What a step may give for a carry: the same nest, of tensors of any shape. */
type Next<C> = C extends Tensor | Plain ? Tensor | Plain : { readonly [K in keyof C]: Next<C[K]> };

/** One slice along the first axis of each tensor. */
type Slices<X> =
  X extends Tensor<infer S>
    ? S extends readonly [Extent, ...infer R extends readonly Extent[]]
      ? Tensor<R>
      : Tensor
    : X extends Plain
      ? Tensor
      : X extends null | undefined
        ? X
        : { readonly [K in keyof X]: Slices<X[K]> };

/** How many slices there are. */
type Steps<X> =
  X extends Tensor<infer S>
    ? S extends readonly [infer L extends Extent, ...(readonly Extent[])]
      ? L
      : Extent
    : X extends Plain | null | undefined
      ? Extent
      : Steps<X[keyof X]>;

/** A result of each step, stacked. */
type Stacked<Y, L extends Extent> =
  Y extends Tensor<infer S>
    ? readonly Extent[] extends S
      ? Tensor
      : Tensor<readonly [L, ...S]>
    : Y extends number | boolean
      ? Tensor<readonly [L]>
      : Y extends Plain
        ? Tensor
        : Y extends null | undefined
          ? Y
          : { readonly [K in keyof Y]: Stacked<Y[K], L> };

interface Scanning {
  <const C, const X, Y>(
    fn: (carry: Carried<C>, x: Slices<X>) => readonly [carry: Next<C>, y: Y],
    init: C,
    xs: X,
    options?: autodiff.ScanOptions,
  ): [carry: Carried<C>, ys: Stacked<Y, Steps<X>>];
}

interface Repeating {
  <const C>(test: (carry: Carried<C>) => Tensor | boolean, body: (carry: Carried<C>) => Next<C>, init: C): Carried<C>;
}

/** A loop over the first axis of xs, as in JAX: `fn(carry, x)` gives the next carry and a result; gives the last carry and all results stacked. */
export const scan = autodiff.scan as unknown as Scanning;
/** One of two functions of the operands; the other one is not computed. */
export const cond = autodiff.cond;
/** Runs a function on a carry as long as a test of it holds. */
export const whileLoop = autodiff.whileLoop as unknown as Repeating;
