import type { DType } from './dtype.js';
import { affine, extentAt, type Extent } from './extent.js';
import { polynomialProduct, type Polynomial } from './polynomial.js';

/** The extents of a tensor's axes: whole numbers, and those that grow with the batch size N. */
export type Shape = readonly Extent[];

/** A tensor's dtype and shape. */
export interface Type {
  readonly dtype: DType;
  readonly shape: Shape;
}

/** A value of the float64 reference: any dtype's elements, row-major, as doubles. */
export interface NdArray {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

export const without = <T>(list: readonly T[], axis: number): T[] => list.filter((_, k) => k !== axis);
export const withoutAll = <T>(list: readonly T[], axes: readonly number[]): T[] =>
  list.filter((_, k) => !axes.includes(k));
export const insert = <T>(list: readonly T[], axis: number, item: T): T[] => [
  ...list.slice(0, axis),
  item,
  ...list.slice(axis),
];
export const range = (length: number): number[] => Array.from({ length }, (_, k) => k);

/** The number of elements for every N. */
export const sizeOf = (shape: Shape): Polynomial =>
  shape.reduce<Polynomial>(
    (size, extent) => {
      const { n, plus } = affine(extent);
      return polynomialProduct(size, n === 0 ? (plus === 0 ? [] : [plus]) : [plus, n]);
    },
    [1],
  );

/** The number of elements of a shape without N. */
export const elements = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

export const shapeAt = (shape: Shape, n: number): number[] => shape.map((extent) => extentAt(extent, n));

export const sameShape = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((x, k) => x === b[k]);

/** `[N, 784]`, as errors and printers show it. */
export const shapeText = (shape: Shape): string => `[${shape.join(', ')}]`;
export const typeText = ({ dtype, shape }: Type): string => `${dtype}${shapeText(shape)}`;

/** Row-major strides, in elements. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let k = shape.length - 2; k >= 0; k--) strides[k] = strides[k + 1]! * shape[k + 1]!;
  return strides;
}
