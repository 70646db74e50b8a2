import {
  at,
  noDependence,
  notAScalar,
  notDifferentiable,
  sameShape,
  typeText,
  unlike,
  valueText,
  type NamedType,
} from '../base/index.js';
import { calledName, currentSource, type Tensor } from '../graph/index.js';
import { isTensor } from '../ops/index.js';
import { constantLike } from '../passes/index.js';
import { isLenient } from './lenient.js';
import { withConstants } from './nest.js';

/** A tensor as errors show it. */
export const named = (x: Tensor): NamedType => ({
  name: calledName(x),
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

/** Throws unless a transform is given a function. */
export function requireFunction(what: string, f: unknown, role = 'f'): void {
  if (typeof f !== 'function') fail(unlike(what, role, kindOf(f), 'a function'));
}

/** Throws unless several tensors come as a list. */
export function requireList(what: string, role: string, xs: unknown): void {
  if (!Array.isArray(xs)) fail(unlike(what, role, kindOf(xs), 'a list'));
}

/** Throws where something else stands in a tensor's place. */
export function requireTensor(what: string, role: string, x: unknown): void {
  if (!isTensor(x)) fail(unlike(what, role, kindOf(x), 'a tensor'));
}

/** What a value is, in words. */
export const kindOf = (x: unknown): string => (isTensor(x) ? 'a tensor' : valueText(x));

/** Arguments to derive by: plain numbers are f32 constants; booleans have no derivative. */
export const derivable = (what: string, nest: unknown): unknown =>
  withConstants(what, nest, (x) => {
    requireFloats(what, [x]);
    return x;
  });

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
