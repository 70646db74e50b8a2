import { elements, insert, without, type DType, type NdArray } from '../../src/base/index.js';

/** Every index of a shape, in row-major order. */
export function indicesOf(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (prefixes, extent) => prefixes.flatMap((prefix) => Array.from({ length: extent }, (_, k) => [...prefix, k])),
    [[]],
  );
}

export type Nested = number | boolean | readonly Nested[];

/** Nested rows, or their JSON: `'[[1, 2], [3, 4]]'` stays on one line. */
export type Written = string | Nested | readonly Written[];

export function read(x: Written): Nested {
  if (typeof x === 'string') return JSON.parse(x) as Nested;
  return typeof x === 'object' ? x.map(read) : x;
}

/** An array from nested rows. */
export function ndarray(written: Written, dtype: DType = 'f32'): NdArray {
  const value = read(written);
  const shape: number[] = [];
  for (let row: Nested | undefined = value; Array.isArray(row); row = row[0] as Nested | undefined)
    shape.push(row.length);
  const flat = (x: Nested): number[] => (typeof x === 'object' ? x.flatMap(flat) : [Number(x)]);
  return { dtype, shape, data: Float64Array.from(flat(value)) };
}

/** The nested rows of an array. */
export function nested({ shape, data, dtype }: NdArray): Nested {
  const build = (depth: number, at: number): Nested => {
    if (depth === shape.length) return dtype === 'bool' ? data[at] !== 0 : data[at]!;
    const inner = elements(shape.slice(depth + 1));
    return Array.from({ length: shape[depth]! }, (_, k) => build(depth + 1, at + k * inner));
  };
  return build(0, 0);
}

/** Arrays of one shape along a new axis. */
export function stacked(parts: readonly NdArray[], axis: number): NdArray {
  const { dtype, shape } = parts[0]!;
  const to = insert(shape, axis, parts.length);
  const data = indicesOf(to).map((index) => {
    const offset = without(index, axis).reduce((sum, i, k) => sum * shape[k]! + i, 0);
    return parts[index[axis]!]!.data[offset]!;
  });
  return { dtype, shape: to, data: Float64Array.from(data) };
}

/** One slice along an axis. */
export function sliceAt(x: NdArray, axis: number, at: number): NdArray {
  const shape = without(x.shape, axis);
  const data = indicesOf(shape).map((index) => {
    const offset = insert(index, axis, at).reduce((sum, i, k) => sum * x.shape[k]! + i, 0);
    return x.data[offset]!;
  });
  return { dtype: x.dtype, shape, data: Float64Array.from(data) };
}

/** The greatest difference of two arrays, relative to their size where that is above 1; NaN only beside NaN. */
export function far(a: NdArray, b: NdArray): number {
  if (a.dtype !== b.dtype || a.shape.join() !== b.shape.join()) return Infinity;
  return a.data.reduce((worst, x, k) => {
    const y = b.data[k]!;
    if (Object.is(x, y) || x === y) return worst;
    const difference = Math.abs(x - y) / (1 + Math.abs(y));
    return Math.max(worst, Number.isNaN(difference) ? Infinity : difference);
  }, 0);
}
