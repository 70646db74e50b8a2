import { dtypes, elements, stridesOf, withoutAll, type DType, type NdArray } from '../../base/index.js';

/** Every index of a shape, in row-major order. */
export function indicesOf(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (prefixes, extent) => prefixes.flatMap((prefix) => Array.from({ length: extent }, (_, k) => [...prefix, k])),
    [[]],
  );
}

/** The array whose element at each index is `f(index)`, wrapped into the dtype. The index is valid only during the call. */
export function tabulate(dtype: DType, shape: readonly number[], f: (index: readonly number[]) => number): NdArray {
  const { wrap } = dtypes[dtype];
  const data = new Float64Array(elements(shape));
  const index = shape.map(() => 0);
  for (let at = 0; at < data.length; at++) {
    data[at] = wrap(f(index));
    advance(index, shape);
  }
  return { dtype, shape, data };
}

/** The next index in row-major order. */
function advance(index: number[], shape: readonly number[]): void {
  for (let k = index.length - 1; k >= 0; k--) {
    const next = (index[k] ?? 0) + 1;
    index[k] = next === shape[k] ? 0 : next;
    if (index[k] !== 0) return;
  }
}

/** The element at an index that lies inside. */
export function element(x: NdArray, index: readonly number[]): number {
  let offset = 0;
  for (let k = 0; k < index.length; k++) offset = offset * (x.shape[k] ?? 1) + (index[k] ?? 0);
  return x.data[offset] ?? NaN;
}

/** The offsets of all points of some axes of a shape, the others at 0, in row-major order of these axes. */
export function offsetsOf(shape: readonly number[], axes: readonly number[]): Int32Array {
  const strides = stridesOf(shape);
  return axes.reduce((offsets, axis) => {
    const [extent, stride] = [shape[axis] ?? 1, strides[axis] ?? 1];
    const all = new Int32Array(offsets.length * extent);
    for (let at = 0, k = 0; k < offsets.length; k++)
      for (let i = 0; i < extent; i++, at++) all[at] = offsets[k]! + i * stride;
    return all;
  }, new Int32Array(1));
}

/** Folds the elements that share all other axes, in row-major order of the axes folded, into one. The list that `f` gets is valid only during the call. */
export function fold(
  x: NdArray,
  axes: readonly number[],
  f: (values: readonly number[]) => number,
  dtype: DType = x.dtype,
): NdArray {
  const kept = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const [inner, outer] = [offsetsOf(x.shape, axes), offsetsOf(x.shape, kept)];
  const { wrap } = dtypes[dtype];
  const values = new Array<number>(inner.length).fill(0);
  const data = new Float64Array(outer.length);
  for (let at = 0; at < outer.length; at++) {
    for (let k = 0; k < inner.length; k++) values[k] = x.data[outer[at]! + inner[k]!]!;
    data[at] = wrap(f(values));
  }
  return { dtype, shape: withoutAll(x.shape, axes), data };
}
