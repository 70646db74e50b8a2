import type { Extent, IsLoose, Shape, ShapeOf } from '../base/index.js';
import type { Tensor } from '../graph/index.js';
import * as ops from '../ops/index.js';
import type { Operand } from '../ops/index.js';
import type { Reduction } from './reductions.js';

type Same<Options> = <const X extends Operand>(x: X, options?: Options) => Tensor<ShapeOf<X>>;

/** Running sum along an axis, the last one where none is given; `reverse` from its end, `exclusive` without the element itself. */
export const cumsum = ops.cumsum as Same<ops.CumulativeOptions>;
/** Running product along an axis; its derivative is right beside zeros. */
export const cumprod = ops.cumprod as Same<ops.CumulativeOptions>;
/** The greatest element so far along an axis; of elements that tie the first has the derivative. */
export const cummax = ops.cummax as Same<ops.CumulativeOptions>;
/** The least element so far along an axis; of elements that tie the first has the derivative. */
export const cummin = ops.cummin as Same<ops.CumulativeOptions>;
/** Running log of the sum of exp along an axis, without overflow. */
export const cumlogsumexp = ops.cumlogsumexp as Same<ops.CumulativeOptions>;

/** The elements along an axis (the last one where none is given) in order: equal ones keep theirs, NaN is last in either direction. */
export const sort = ops.sort as Same<ops.SortOptions>;
/** The indices (i32) that `sort` would take the elements from. */
export const argsort = ops.argsort as Same<ops.SortOptions>;

/** With another last extent, if the axis is the last one; else what is known is the number of axes. */
type Shortened<S extends Shape, K extends Extent, Options> =
  true extends IsLoose<S>
    ? Shape
    : Options extends { readonly axis: number }
      ? { readonly [A in keyof S]: Extent }
      : S extends readonly [...infer Lead extends Shape, Extent]
        ? readonly [...Lead, K]
        : Shape;

/**
 * The k greatest elements along an axis (the last one where none is given), the greatest first, with their indices (i32); of equal ones
 * the first. NaN counts as the greatest. A k above the axis' extent is refused.
 */
export const topK = ops.topK as <
  const X extends Operand,
  const K extends number,
  const O extends Pick<ops.SortOptions, 'axis'> = object,
>(
  x: X,
  k: K,
  options?: O,
) => {
  readonly values: Tensor<Shortened<ShapeOf<X>, K, O>>;
  readonly indices: Tensor<Shortened<ShapeOf<X>, K, O>>;
};

/** The middle element along axes, or of all: the mean of two of an even number; NaN if one is NaN. */
export const median = ops.median as Reduction;

/** Where each value would have to be put into a sorted row, or into the row of its own first axes, to keep it sorted: i32. */
export const searchSorted = ops.searchSorted as <const V extends Operand>(
  sorted: Operand,
  values: V,
  options?: ops.SearchSortedOptions,
) => Tensor<ShapeOf<V>>;

/** The lower triangular factor of symmetric positive definite matrices over the last two axes; NaN where one is not. */
export const cholesky = ops.cholesky as <const A extends Operand>(a: A) => Tensor<ShapeOf<A>>;

/** x with a x = b, or with aᵀ x = b, of triangular matrices a over the last two axes; further axes broadcast, b may be a vector. */
export const triangularSolve = ops.triangularSolve;
