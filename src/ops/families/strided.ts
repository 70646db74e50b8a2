import { elements, stridesOf, type NdArray } from '../../base/index.js';

/** Elements that stand in regular steps: the one at an index is at `offset` plus each index times its step. */
export interface Strided {
  readonly data: Float64Array;
  readonly offset: number;
  readonly steps: readonly number[];
}

/** Copies one element for each index of a shape. */
export function copyStrided(shape: readonly number[], from: Strided, to: Strided): void {
  if (shape.includes(0)) return;
  const last = shape.length - 1;
  const [count, read, write] = [shape[last] ?? 1, from.steps[last] ?? 0, to.steps[last] ?? 0];
  const [source, target] = [from.data, to.data];
  const along = (axis: number, start: number, end: number): void => {
    if (axis >= last) {
      for (let k = 0, i = start, j = end; k < count; k++, i += read, j += write) target[j] = source[i]!;
      return;
    }
    for (let k = 0; k < shape[axis]!; k++) along(axis + 1, start + k * from.steps[axis]!, end + k * to.steps[axis]!);
  };
  along(0, from.offset, to.offset);
}

/** The array of a shape whose elements are those of x at `offset` plus each index times its step. */
export function viewed(
  { dtype, data }: NdArray,
  shape: readonly number[],
  steps: readonly number[],
  offset = 0,
): NdArray {
  const copy = new Float64Array(elements(shape));
  copyStrided(shape, { data, offset, steps }, { data: copy, offset: 0, steps: stridesOf(shape) });
  return { dtype, shape, data: copy };
}
