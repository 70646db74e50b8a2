import { flatten } from '../../src/autodiff/nest.js';
import { range } from '../../src/base/index.js';
import type { Tensor } from '../../src/graph/index.js';
import { reshape, slice, stack } from '../../src/ops/index.js';

/** What `scan` means, step after step without a loop; for numbers of steps above 0. */
export function unrolled<C, X, Y>(
  fn: (carry: C, x: X) => readonly [carry: C, y: Y],
  init: C,
  xs: X,
  { reverse = false, length }: { readonly reverse?: boolean; readonly length?: number } = {},
): [carry: C, ys: Y] {
  const stacked = flatten(xs);
  const steps = length ?? Number(stacked.tensors[0]!.shape[0]);
  const order = reverse ? range(steps).reverse() : range(steps);
  const rows: Y[] = [];
  let carry = init;
  for (const k of order) {
    const [next, y] = fn(carry, stacked.build(stacked.tensors.map((x) => sliceOf(x, k))) as X);
    carry = next;
    rows[k] = y;
  }
  const flat = rows.map((row) => flatten(row));
  return [carry, flat[0]!.build(flat[0]!.tensors.map((_, j) => stack(flat.map(({ tensors }) => tensors[j]!)))) as Y];
}

const sliceOf = (x: Tensor, k: number): Tensor => reshape(slice(x, [k], [k + 1]), x.shape.slice(1));
