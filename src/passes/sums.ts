import { range, withoutAll, type Shape } from '../base/index.js';
import { apply, type Tensor } from '../graph/index.js';
import {
  broadcastOp,
  contract,
  countElements,
  div,
  mul,
  neg,
  reduceMax,
  reduceMin,
  reduceSum,
  reshape,
  scatterAddOp,
  transpose,
  type ContractAttrs,
  type ScatterAttrs,
} from '../ops/index.js';
import { isTame, scalarOf } from './known.js';
import { p } from './pattern.js';
import { rule, type Rule } from './rule.js';
import { axesOf } from './spreading.js';

/** Reductions of reductions, of repeated values, and over axes with one place. */

interface Broadcast {
  readonly shape: Shape;
  readonly axes: readonly number[];
}

/** The axes of x that two reductions, one of the other's result, take together. */
function joinedAxes(x: Tensor, inner: Tensor, outer: Tensor): number[] {
  const kept = withoutAll(range(x.shape.length), axesOf(inner));
  return [...axesOf(inner), ...axesOf(outer).map((axis) => kept[axis]!)].sort((a, b) => a - b);
}

/** Axes that a broadcast repeats along and a reduction folds. */
function repeatedAxes(wide: Tensor, reduced: Tensor): number[] {
  const { shape, axes } = wide.node.attrs as Broadcast;
  return axesOf(reduced).filter((axis) => !axes.includes(axis) && shape[axis] !== 0);
}

/** Those of them that are never empty. */
const numbered = (wide: Tensor, reduced: Tensor): number[] =>
  repeatedAxes(wide, reduced).filter((axis) => typeof wide.shape[axis] === 'number');

/** The broadcast without some of the axes that it repeats along. */
function narrowed(wide: Tensor, dropped: readonly number[]): Tensor {
  const { shape, axes } = wide.node.attrs as Broadcast;
  const kept = withoutAll(range(shape.length), dropped);
  return apply(broadcastOp, [wide.node.inputs[0]!], {
    shape: withoutAll(shape, dropped),
    axes: axes.map((axis) => kept.indexOf(axis)),
  });
}

/** What is left of a reduction's axes, counted without those dropped. */
function remaining(reduced: Tensor, wide: Tensor, dropped: readonly number[]): number[] {
  const kept = withoutAll(range(wide.shape.length), dropped);
  return axesOf(reduced)
    .filter((axis) => !dropped.includes(axis))
    .map((axis) => kept.indexOf(axis));
}

const isOneLong = ({ x }: { x: Tensor }, at: Tensor): boolean => axesOf(at).every((axis) => x.shape[axis] === 1);

const extreme = (op: 'reduceMax' | 'reduceMin', reduce: typeof reduceMax): readonly Rule[] => [
  rule(
    `${op}(${op} x) = ${op} x`,
    ['x', 'y'],
    ({ x, y }) => p[op](y.is(p[op](x))),
    ({ x, y }, at) => reduce(x, joinedAxes(x, y, at)),
    { example: ({ x }) => reduce(reduce(x, [1]), [0]) },
  ),
  rule(
    `${op} over axes with one place = reshape x`,
    ['x'],
    ({ x }) => p[op](x),
    ({ x }, at) => reshape(x, at.shape),
    {
      where: isOneLong,
      example: ({ x }) => reduce(x, [1]),
      on: { x: { shape: [3, 1] } },
    },
  ),
  rule(
    `${op}(broadcast x) = x`,
    ['x', 'y'],
    ({ x, y }) => p[op](y.is(p.broadcast(x))),
    ({ y }, at) => {
      const dropped = numbered(y, at);
      return reduce(narrowed(y, dropped), remaining(at, y, dropped));
    },
    {
      where: ({ y }, at) => numbered(y, at).length > 0,
      example: ({ x }) => reduce(apply(broadcastOp, [x], { shape: [2, 3, 4], axes: [1, 2] }), [0, 2]),
    },
  ),
];

export const reductions: readonly Rule[] = [
  rule(
    'sum(sum x) = sum x',
    ['x', 'y'],
    ({ x, y }) => p.reduceSum(y.is(p.reduceSum(x))),
    ({ x, y }, at) => reduceSum(x, joinedAxes(x, y, at)),
    { example: ({ x }) => reduceSum(reduceSum(x, [1]), [0]) },
  ),
  rule(
    'sum over axes with one place = reshape x',
    ['x'],
    ({ x }) => p.reduceSum(x),
    ({ x }, at) => reshape(x, at.shape),
    {
      where: isOneLong,
      example: ({ x }) => reduceSum(x, [1]),
      on: { x: { shape: [3, 1] } },
    },
  ),
  rule(
    'sum(broadcast x) = count x',
    ['x', 'y'],
    ({ x, y }) => p.reduceSum(y.is(p.broadcast(x))),
    ({ y }, at) => {
      const dropped = repeatedAxes(y, at);
      const count = countElements(
        dropped.map((axis) => y.shape[axis]!),
        y.dtype,
      );
      return mul(reduceSum(narrowed(y, dropped), remaining(at, y, dropped)), count);
    },
    {
      where: ({ y }, at) => repeatedAxes(y, at).length > 0,
      example: ({ x }) => reduceSum(apply(broadcastOp, [x], { shape: [2, 3, 4], axes: [1, 2] }), [0, 2]),
    },
  ),
  rule(
    'sum(-x) = -sum x',
    ['x'],
    ({ x }) => p.reduceSum(p.neg(x)),
    ({ x }, at) => neg(reduceSum(x, axesOf(at))),
    {
      example: ({ x }) => reduceSum(neg(x), [1]),
    },
  ),
  rule(
    'sum(x c) = c sum x',
    ['x', 'c'],
    ({ x, c }) => p.reduceSum(p.mul(x, c)),
    ({ x, c }, at) => mul(reduceSum(x, axesOf(at)), scalarOf(c)!),
    { where: isConstant, example: ({ x }) => reduceSum(mul(x, 3), [1]) },
  ),
  rule(
    'sum(x / c) = (sum x) / c',
    ['x', 'c'],
    ({ x, c }) => p.reduceSum(p.div(x, c)),
    ({ x, c }, at) => div(reduceSum(x, axesOf(at)), scalarOf(c)!),
    { where: isConstant, example: ({ x }) => reduceSum(div(x, 3), [1]) },
  ),
  rule(
    'sum(transpose x) = transpose(sum x)',
    ['x', 'y'],
    ({ x, y }) => p.reduceSum(y.is(p.transpose(x))),
    ({ x, y }, at) => transposedSum(x, y, at),
    {
      example: ({ x }) => reduceSum(transpose(x, [2, 0, 1]), [1]),
      on: { x: { shape: [2, 3, 4] } },
    },
  ),
  // A product for each place of an axis, summed: one product with longer rows and columns.
  rule(
    'sum(a b) over an axis of both = a b summed over it too',
    ['a', 'b', 'y'],
    ({ a, b, y }) => p.reduceSum(y.is(p.contract(a, b))),
    ({ a, b, y }, at) => longerSum(a, b, y, at),
    {
      where: ({ y }, at) => axesOf(at).some((axis) => axis < pairsOf(y).batch[0].length),
      example: ({ a, b }) => reduceSum(contract(a, b, { batch: [[0], [0]], sum: [[1], [1]] }), [0, 2]),
      on: { a: { shape: [2, 3, 4] }, b: { shape: [2, 3, 2] } },
    },
  ),
  rule(
    'sum(scatterAdd(x, i, u)) over an axis of all = scatterAdd(sum x, i, u) of all',
    ['x', 'i', 'u', 'y'],
    ({ x, i, u, y }) => p.reduceSum(y.is(p.scatterAdd(x, i, u))),
    ({ x, i, u, y }, at) => {
      const { axis, batch } = placesOf(y);
      const made = apply(scatterAddOp, [reduceSum(x, [batch - 1]), i, u], { axis: axis - 1, batch: batch - 1 });
      return reduceSum(made, remaining(at, y, [batch - 1]));
    },
    {
      where: ({ y }, at) => placesOf(y).batch === placesOf(y).axis && axesOf(at).includes(placesOf(y).batch - 1),
      example: ({ x, i, u }) => reduceSum(apply(scatterAddOp, [x, i, u], { axis: 1, batch: 1 }), [0, 2]),
      on: { x: { shape: [2, 4, 2] }, i: { dtype: 'i32', shape: [2, 3], domain: [0, 3] }, u: { shape: [2, 3, 2] } },
    },
  ),
  ...extreme('reduceMax', reduceMax),
  ...extreme('reduceMin', reduceMin),
];

const placesOf = ({ node }: Tensor): ScatterAttrs => node.attrs as ScatterAttrs;

/** The axes that x keeps stand in the order of the transpose. */
function transposedSum(x: Tensor, y: Tensor, at: Tensor): Tensor {
  const { permutation } = y.node.attrs as { readonly permutation: readonly number[] };
  const summed = axesOf(at).map((axis) => permutation[axis]!);
  const kept = withoutAll(range(x.shape.length), summed);
  const order = withoutAll(permutation, summed).map((axis) => kept.indexOf(axis));
  return transpose(reduceSum(x, summed), order);
}

const pairsOf = ({ node }: Tensor): ContractAttrs => node.attrs as ContractAttrs;

function longerSum(a: Tensor, b: Tensor, y: Tensor, at: Tensor): Tensor {
  const { batch, sum } = pairsOf(y);
  const count = batch[0].length;
  const taken = range(count).filter((k) => axesOf(at).includes(k));
  const rest = withoutAll(range(count), taken);
  const pick = (axes: readonly number[], places: readonly number[]): number[] => places.map((k) => axes[k]!);
  const product = contract(a, b, {
    batch: [pick(batch[0], rest), pick(batch[1], rest)],
    sum: [
      [...pick(batch[0], taken), ...sum[0]],
      [...pick(batch[1], taken), ...sum[1]],
    ],
  });
  return reduceSum(product, remaining(at, y, taken));
}

/** Only a factor that can be seen goes outwards; of two, the sum stays one of a constant. */
function isConstant({ x, c }: { x: Tensor; c: Tensor }): boolean {
  return isTame(scalarOf(c)) && scalarOf(x) === null;
}
