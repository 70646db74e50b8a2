import { range, sameShape, type DType, type Extent, type Shape } from '../base/index.js';
import { apply, type Tensor } from '../graph/index.js';
import {
  broadcastOp,
  castOp,
  concatOp,
  padOp,
  reshape,
  reshapeOp,
  reverseOp,
  sliceOp,
  transpose,
  transposeOp,
  type PadAttrs,
  type ReverseAttrs,
  type SliceAttrs,
} from '../ops/index.js';
import { p } from './pattern.js';
import { rule, type Rule } from './rule.js';

/** Movement of elements: what undoes itself, and what can be said in one step. */

interface Broadcast {
  readonly shape: Shape;
  readonly axes: readonly number[];
}

const broadcastOf = (t: Tensor): Broadcast => t.node.attrs as Broadcast;
const permutationOf = (t: Tensor): readonly number[] =>
  (t.node.attrs as { readonly permutation: readonly number[] }).permutation;
const broadcast = (x: Tensor, shape: Shape, axes: readonly number[]): Tensor =>
  apply(broadcastOp, [x], { shape, axes });
const withoutOnes = (shape: Shape): Extent[] => shape.filter((extent) => extent !== 1);
const converted = (x: Tensor, dtype: DType): Tensor => apply(castOp, [x], { dtype });
const isZero = (x: Extent): boolean => x === 0;

/** transpose(broadcast x): x's own axes in their new order, then repeated. */
function broadcastOfTransposed(x: Tensor, y: Tensor, at: Tensor): Tensor {
  const places = broadcastOf(y).axes.map((axis) => permutationOf(at).indexOf(axis));
  const order = range(places.length).sort((a, b) => places[a]! - places[b]!);
  return broadcast(
    transpose(x, order),
    at.shape,
    order.map((k) => places[k]!),
  );
}

const doubled: readonly Rule[] = [
  rule(
    'reshape(reshape x) = reshape x',
    ['x'],
    ({ x }) => p.reshape(p.reshape(x)),
    ({ x }, at) => reshape(x, at.shape),
    {
      example: ({ x }) => apply(reshapeOp, [apply(reshapeOp, [x], { shape: [12] })], { shape: [2, 6] }),
    },
  ),
  rule(
    'transpose(transpose x) = transpose x',
    ['x', 'y'],
    ({ x, y }) => p.transpose(y.is(p.transpose(x))),
    ({ x, y }, at) =>
      transpose(
        x,
        permutationOf(at).map((axis) => permutationOf(y)[axis]!),
      ),
    { example: ({ x }) => transpose(transpose(x, [2, 0, 1]), [1, 0, 2]), on: { x: { shape: [2, 3, 4] } } },
  ),
  rule(
    'broadcast(broadcast x) = broadcast x',
    ['x', 'y'],
    ({ x, y }) => p.broadcast(y.is(p.broadcast(x))),
    ({ x, y }, at) =>
      broadcast(
        x,
        at.shape,
        broadcastOf(y).axes.map((axis) => broadcastOf(at).axes[axis]!),
      ),
    { example: ({ x }) => broadcast(broadcast(x, [4, 3], [1]), [4, 2, 3], [0, 2]), on: { x: { shape: [3] } } },
  ),
  rule(
    'reverse(reverse x) = x',
    ['x', 'y'],
    ({ x, y }) => p.reverse(y.is(p.reverse(x))),
    ({ x }) => x,
    {
      where: ({ y }, at) => sameAxes((y.node.attrs as ReverseAttrs).axes, (at.node.attrs as ReverseAttrs).axes),
      example: ({ x }) => apply(reverseOp, [apply(reverseOp, [x], { axes: [0, 1] })], { axes: [1, 0] }),
    },
  ),
];

const sameAxes = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((axis) => b.includes(axis));

const idle: readonly Rule[] = [
  rule(
    'reshape x = x of its own shape',
    ['x'],
    ({ x }) => p.reshape(x),
    ({ x }) => x,
    {
      where: ({ x }, at) => sameShape(x.shape, at.shape),
      example: ({ x }) => apply(reshapeOp, [x], { shape: x.shape }),
    },
  ),
  rule(
    'broadcast x = x of its own shape',
    ['x'],
    ({ x }) => p.broadcast(x),
    ({ x }) => x,
    {
      where: ({ x }, at) => sameShape(x.shape, at.shape),
      example: ({ x }) => broadcast(x, x.shape, range(x.shape.length)),
    },
  ),
  rule(
    'transpose x = x in its own order',
    ['x'],
    ({ x }) => p.transpose(x),
    ({ x }) => x,
    {
      where: (_, at) => permutationOf(at).every((axis, k) => axis === k),
      example: ({ x }) => apply(transposeOp, [x], { permutation: range(x.shape.length) }),
    },
  ),
  rule(
    'reverse of nothing x = x',
    ['x'],
    ({ x }) => p.reverse(x),
    ({ x }) => x,
    {
      where: (_, at) => (at.node.attrs as ReverseAttrs).axes.length === 0,
      example: ({ x }) => apply(reverseOp, [x], { axes: [] }),
    },
  ),
  rule(
    'slice of all x = x',
    ['x'],
    ({ x }) => p.slice(x),
    ({ x }) => x,
    {
      where: ({ x }, at) => {
        const { starts, strides } = at.node.attrs as SliceAttrs;
        return sameShape(x.shape, at.shape) && starts.every(isZero) && strides.every((stride) => stride === 1);
      },
      example: ({ x }) => apply(sliceOp, [x], { starts: [0, 0], ends: [3, 4], strides: [1, 1] }),
    },
  ),
  rule(
    'pad by nothing x = x',
    ['x'],
    ({ x }) => p.pad(x),
    ({ x }) => x,
    {
      where: (_, at) => {
        const { low, high, interior } = at.node.attrs as PadAttrs;
        return [...low, ...high, ...interior].every(isZero);
      },
      example: ({ x }) => apply(padOp, [x], { low: [0, 0], high: [0, 0], interior: [0, 0], value: 0 }),
    },
  ),
  rule(
    'concat of one x = x',
    ['x'],
    ({ x }) => p.concat(x),
    ({ x }) => x,
    {
      example: ({ x }) => apply(concatOp, [x], { axis: 0 }),
    },
  ),
];

const through: readonly Rule[] = [
  // Axes of extent 1 come and go before a broadcast; without them a mean over rows looks alike however it kept its axis.
  rule(
    'broadcast(reshape x) = broadcast x where only axes of extent 1 come and go',
    ['x', 'y'],
    ({ x, y }) => p.broadcast(y.is(p.reshape(x))),
    ({ x, y }, at) => {
      const axes = broadcastOf(at).axes.filter((_, k) => y.shape[k] !== 1);
      return broadcast(reshape(x, withoutOnes(x.shape)), at.shape, axes);
    },
    {
      where: ({ x, y }) => y.shape.includes(1) && sameShape(withoutOnes(x.shape), withoutOnes(y.shape)),
      example: ({ x }) => broadcast(reshape(x, [3, 1]), [2, 3, 1], [1, 2]),
      on: { x: { shape: [3] } },
    },
  ),
  rule(
    'transpose(broadcast x) = broadcast(transpose x)',
    ['x', 'y'],
    ({ x, y }) => p.transpose(y.is(p.broadcast(x))),
    ({ x, y }, at) => broadcastOfTransposed(x, y, at),
    { example: ({ x }) => transpose(broadcast(x, [2, 3, 4], [1, 2]), [2, 0, 1]) },
  ),
  rule(
    'reshape(broadcast x) = broadcast x of a scalar',
    ['x'],
    ({ x }) => p.reshape(p.broadcast(x)),
    ({ x }, at) => broadcast(x, at.shape, []),
    {
      where: ({ x }) => x.shape.length === 0,
      example: ({ x }) => reshape(broadcast(x, [2, 3], []), [6]),
      on: { x: { shape: [] } },
    },
  ),
];

const conversions: readonly Rule[] = [
  rule(
    'cast x = x of its own dtype',
    ['x'],
    ({ x }) => p.cast(x),
    ({ x }) => x,
    {
      where: ({ x }, at) => x.dtype === at.dtype,
      example: ({ x }) => converted(x, 'f32'),
    },
  ),
  // A truth value is 0 or 1 in every dtype.
  rule(
    'cast(cast c) = cast c of bool',
    ['c'],
    ({ c }) => p.cast(p.cast(c)),
    ({ c }, at) => converted(c, at.dtype),
    {
      where: ({ c }) => c.dtype === 'bool',
      example: ({ c }) => converted(converted(c, 'f32'), 'i32'),
      on: { c: { dtype: 'bool' } },
    },
  ),
];

export const movements: readonly Rule[] = [...doubled, ...idle, ...through, ...conversions];
