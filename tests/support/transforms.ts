import { shapeAt, type NdArray } from '../../src/base/index.js';
import { evaluate, input, type Tensor } from '../../src/graph/index.js';
import { makeGraph } from '../../src/graph/index.js';
import { flatten } from '../../src/autodiff/nest.js';
import { far, ndarray, nested, type Nested, type Written } from './ndarrays.js';
import { optimized } from './optimized.js';

type Given = Written | NdArray;
const isArray = (x: Given): x is NdArray => typeof x === 'object' && 'data' in x;

/** The results of a function of tensors at some values, after all passes; checked to be what they are without any pass. */
export function call(f: (...xs: Tensor[]) => unknown, ...values: readonly Given[]): Nested[] {
  const arrays = values.map((value) => (isArray(value) ? value : ndarray(value)));
  const xs = arrays.map(({ dtype, shape }, k) => input(`x${k}`, { dtype, shape }));
  const ys = flatten(f(...xs)).tensors;
  const fed = new Map(xs.map((x, k) => [x, arrays[k]!]));
  const graph = optimized(makeGraph(xs, ys));
  const found = evaluate(graph.outputs, { values: new Map(graph.inputs.map((leaf, k) => [leaf, fed.get(xs[k]!)!])) });
  const plain = evaluate(ys, { values: fed });
  found.forEach((array, k) => {
    if (!(far(array, plain[k]!) < 1e-9))
      throw new Error(`passes change ${JSON.stringify(nested(plain[k]!))} to ${JSON.stringify(nested(array))}`);
    const declared = shapeAt(ys[k]!.shape, 1).join();
    if (declared !== array.shape.join())
      throw new Error(`a result of [${array.shape.join()}] is declared as [${declared}]`);
  });
  return found.map(nested);
}

/** The worst difference of two lists of nested numbers, relative where they are above 1. */
export function gap(found: readonly Nested[], expected: readonly Nested[]): number {
  const [a, b] = [found, expected].map((list) => list.map((x) => ndarray(x))) as [NdArray[], NdArray[]];
  if (a.length !== b.length) return Infinity;
  return a.reduce((worst, x, k) => Math.max(worst, far(x, b[k]!)), 0);
}

/** Partial derivatives of a function of numbers by Richardson's differences; one result array for each element of x. */
export function differences(f: (x: readonly number[]) => number, x: readonly number[]): number[] {
  return x.map((_, k) => {
    const at = (h: number): number => f(x.map((value, i) => (i === k ? value + h : value)));
    const central = (h: number): number => (at(h) - at(-h)) / (2 * h);
    return (4 * central(5e-4) - central(1e-3)) / 3;
  });
}
