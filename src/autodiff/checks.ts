import {
  at,
  noDependence,
  notAScalar,
  notDifferentiable,
  sameShape,
  typeText,
  unlike,
  type NamedType,
} from '../base/index.js';
import { currentSource, nameOf, type Tensor } from '../graph/index.js';
import { constantLike } from '../passes/index.js';
import { isLenient } from './lenient.js';

/** A tensor as errors show it. */
export const named = (x: Tensor): NamedType => ({
  name: nameOf(x),
  dtype: x.dtype,
  shape: x.shape,
  source: x.node.source,
});

const fail = (error: Error): never => {
  throw at(error, currentSource());
};

/** The one result of a function to be derived: a single real number. */
export function requireScalar(what: string, ys: readonly Tensor[]): Tensor {
  const [y] = ys;
  if (!y || ys.length > 1) return fail(unlike(what, 'the result', `${ys.length} tensors`, 'one scalar f32[]'));
  return y.dtype === 'f32' && y.shape.length === 0 ? y : fail(notAScalar(what, named(y)));
}

export function requireFloats(what: string, xs: readonly Tensor[]): void {
  const wrong = xs.find((x) => x.dtype !== 'f32');
  if (wrong) fail(notDifferentiable(what, named(wrong)));
}

/** Tangents are like their inputs, cotangents like their results. */
export function requireLike(what: string, role: string, found: readonly Tensor[], expected: readonly Tensor[]): void {
  const texts = (xs: readonly Tensor[]): string => `[${xs.map(typeText).join(', ')}]`;
  const fits = ({ dtype, shape }: Tensor, k: number): boolean => {
    const other = expected[k];
    return other !== undefined && dtype === other.dtype && sameShape(shape, other.shape);
  };
  if (found.length !== expected.length || !found.every(fits)) {
    fail(unlike(what, role, texts(found), texts(expected)));
  }
}

/** A missing gradient as zeros where that is asked for, or where another derivative asks; else an error. */
export function orZeros(what: string, dx: Tensor | null, y: Tensor, x: Tensor, allowUnused: boolean): Tensor {
  if (dx) return dx;
  return allowUnused || isLenient() ? constantLike(0, x) : fail(noDependence(what, named(y), named(x)));
}
