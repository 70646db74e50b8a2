import * as ops from '../../src/ops/index.js';
import { golden, type Golden } from './golden.js';
import { checkCases, leaf, withGradients } from './goldenCases.js';

// Sorting with its gradients, the greatest elements and searches: among equals, NaN and infinities as JAX and PyTorch, but for NaN in
// descending order, which is last here.

interface Sorted {
  readonly title: string;
  readonly shape: readonly number[];
  readonly x: readonly Golden[];
  readonly dy: readonly Golden[];
  readonly values: readonly Golden[];
  readonly indices: readonly number[];
  readonly dx: readonly Golden[];
}

interface Values {
  readonly sorted: readonly (Sorted & { readonly axis: number; readonly descending: boolean })[];
  readonly top: readonly (Sorted & { readonly k: number })[];
  readonly searched: readonly {
    readonly side: 'left' | 'right';
    readonly sorted: readonly Golden[];
    readonly shape: readonly number[];
    readonly values: readonly Golden[];
    readonly indices: readonly number[];
  }[];
}

const { sorted, top, searched } = golden<Values>('sorting');

const sorts = sorted.map(({ title, axis, descending, shape, dy, values, indices, dx, ...one }, k) => {
  const x = leaf(shape, one.x);
  const { ys, operands } = withGradients(ops.sort(x.leaf, { axis, descending }), [x], dy);
  return {
    name: `${k}: sort, ${title}: [${shape.join()}] along ${axis}${descending ? ', descending' : ''}`,
    operands,
    ys: [...ys, ops.argsort(x.leaf, { axis, descending })],
    expected: [values, dx, indices],
  };
});

const tops = top.map((one, at) => {
  const x = leaf(one.shape, one.x);
  const { values, indices } = ops.topK(x.leaf, one.k);
  const { ys, operands } = withGradients(values, [x], one.dy);
  const name = `${at}: topK, ${one.title}: ${one.k} of [${one.shape.join()}]`;
  return { name, operands, ys: [...ys, indices], expected: [one.values, one.dx, one.indices] };
});

const searches = searched.map((one, k) => {
  const [row, values] = [leaf([one.sorted.length], one.sorted), leaf(one.shape, one.values)];
  return {
    name: `${k}: searchSorted, ${one.side}, in ${one.sorted.join()}`,
    operands: [row, values],
    ys: [ops.searchSorted(row.leaf, values.leaf, { side: one.side })],
    expected: [one.indices],
  };
});

// Nothing is computed, so nothing is rounded.
checkCases([...sorts, ...tops, ...searches], { reference: 0, compiled: 0 });
