import { dtypes, elements, withoutAll, type DType, type NdArray } from '../../base/index.js';

/** Every index of a shape, in row-major order. */
export function indicesOf(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (prefixes, extent) => prefixes.flatMap((prefix) => Array.from({ length: extent }, (_, k) => [...prefix, k])),
    [[]],
  );
}

/** The array whose element at each index is `f(index)`, wrapped into the dtype. */
export function tabulate(dtype: DType, shape: readonly number[], f: (index: readonly number[]) => number): NdArray {
  const { wrap } = dtypes[dtype];
  const data = new Float64Array(elements(shape));
  indicesOf(shape).forEach((index, k) => (data[k] = wrap(f(index))));
  return { dtype, shape, data };
}

/** The element at an index that lies inside. */
export function element(x: NdArray, index: readonly number[]): number {
  const offset = index.reduce((sum, i, k) => sum * (x.shape[k] ?? 1) + i, 0);
  return x.data[offset] ?? NaN;
}

/** Folds the elements that share all other axes, in row-major order of the axes folded, into one. */
export function fold(
  x: NdArray,
  axes: readonly number[],
  f: (values: readonly number[]) => number,
  dtype: DType = x.dtype,
): NdArray {
  const groups = new Map<string, number[]>();
  indicesOf(x.shape).forEach((index, k) => {
    const key = withoutAll(index, axes).join();
    const group = groups.get(key);
    if (group) group.push(x.data[k] ?? NaN);
    else groups.set(key, [x.data[k] ?? NaN]);
  });
  return tabulate(dtype, withoutAll(x.shape, axes), (index) => f(groups.get(index.join()) ?? []));
}
