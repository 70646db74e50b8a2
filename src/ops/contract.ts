import { dtypeMismatch, dtypes, range, shapeMismatch, withoutAll, type Shape } from '../base/index.js';
import { e, type Expr } from '../expr/index.js';
import { apply, type Batched, type Op, type Sample, type Tensor } from '../graph/index.js';
import { besideBatch } from './families/batching.js';
import { offsetsOf } from './families/ndarray.js';
import { named } from './families/operand.js';
import { single } from './families/single.js';
import { transpose } from './transpose.js';

/** Axes of the left operand and the axes of the right one that they go with. */
type Pairs = readonly [left: readonly number[], right: readonly number[]];

export interface ContractAttrs {
  /** Axes that both operands and the result have. */
  readonly batch: Pairs;
  /** Axes that are multiplied and summed over. */
  readonly sum: Pairs;
}

/** Sum of products over pairs of axes: every matrix product. The result's axes: batch, the left's own, the right's own. */
export const contractOp: Op<ContractAttrs> = single<['a', 'b'], ContractAttrs>({
  name: 'contract',
  called: 'matmul',
  operands: ['a', 'b'],
  type: ([a, b], attrs) => {
    if (a.dtype !== b.dtype || a.dtype === 'bool') {
      throw dtypeMismatch('contract', `${a.dtype} and ${b.dtype}`, 'two of f32, i32 or u32');
    }
    requirePairs([a, b], attrs);
    const { batch, ownLeft, ownRight } = parts([a.shape, b.shape], attrs);
    return {
      dtype: a.dtype,
      shape: [...extents(a.shape, batch[0]), ...extents(a.shape, ownLeft), ...extents(b.shape, ownRight)],
    };
  },
  vjp: ({ inputs: [a, b], attrs, dy }) => [towardsLeft(a, b, dy, attrs), towardsRight(a, b, dy, attrs)],
  batch: ([a, b], attrs) => batched(a, b, attrs),
  lower: ([a, b], [left, right], attrs) => {
    const { batch, sum, ownLeft, ownRight } = parts([left.shape, right.shape], attrs);
    return (index) => {
      const inBatch = index.slice(0, batch[0].length);
      const inLeft = index.slice(inBatch.length, inBatch.length + ownLeft.length);
      const inRight = index.slice(inBatch.length + ownLeft.length);
      return e.reduce('sum', extents(left.shape, sum[0]), (bound) => [
        e.mul(
          a(gathered(left.shape.length, [batch[0], inBatch], [sum[0], bound], [ownLeft, inLeft])),
          b(gathered(right.shape.length, [batch[1], inBatch], [sum[1], bound], [ownRight, inRight])),
        ),
      ]);
    };
  },
  reference: ([a, b], attrs) => {
    const { batch, sum, ownLeft, ownRight } = parts([a.shape, b.shape], attrs);
    const shape = [...extents(a.shape, batch[0]), ...extents(a.shape, ownLeft), ...extents(b.shape, ownRight)];
    const data = products(
      {
        data: a.data,
        batch: offsetsOf(a.shape, batch[0]),
        own: offsetsOf(a.shape, ownLeft),
        sum: offsetsOf(a.shape, sum[0]),
      },
      {
        data: b.data,
        batch: offsetsOf(b.shape, batch[1]),
        own: offsetsOf(b.shape, ownRight),
        sum: offsetsOf(b.shape, sum[1]),
      },
    );
    return { dtype: a.dtype, shape, data: a.dtype === 'f32' ? data : data.map(dtypes[a.dtype].wrap) };
  },
  samples: samples(),
});

/** An operand's elements, and the offsets of the points of each kind of its axes. */
interface Side {
  readonly data: Float64Array;
  readonly batch: Int32Array;
  readonly own: Int32Array;
  readonly sum: Int32Array;
}

/** Each sum is made from its first term to its last, all sums of a row side by side. */
function products(a: Side, given: Side): Float64Array {
  const b = withRows(given);
  const [rows, columns] = [a.own.length, b.own.length];
  const data = new Float64Array(a.batch.length * rows * columns);
  for (let k = 0, to = 0; k < a.batch.length; k++) {
    for (let row = 0; row < rows; row++, to += columns) {
      addTerms(data.subarray(to, to + columns), a, a.batch[k]! + a.own[row]!, b, b.batch[k]!);
    }
  }
  return data;
}

/** Adds the terms of one row of results: four at a time, one after the other. */
function addTerms(row: Float64Array, a: Side, left: number, b: Side, right: number): void {
  const [x, y] = [a.data, b.data];
  let i = 0;
  for (; i + 4 <= a.sum.length; i += 4) {
    const [p, q, r, s] = [
      x[left + a.sum[i]!]!,
      x[left + a.sum[i + 1]!]!,
      x[left + a.sum[i + 2]!]!,
      x[left + a.sum[i + 3]!]!,
    ];
    const [e, f, g, h] = [right + b.sum[i]!, right + b.sum[i + 1]!, right + b.sum[i + 2]!, right + b.sum[i + 3]!];
    for (let k = 0; k < row.length; k++)
      row[k] = row[k]! + p * y[e + k]! + q * y[f + k]! + r * y[g + k]! + s * y[h + k]!;
  }
  for (; i < a.sum.length; i++) {
    const [p, e] = [x[left + a.sum[i]!]!, right + b.sum[i]!];
    for (let k = 0; k < row.length; k++) row[k]! += p * y[e + k]!;
  }
}

/** The operand with its own points one beside the other: copied if they are not. */
function withRows(b: Side): Side {
  if (b.own.every((at, k) => at === k)) return b;
  const [terms, columns] = [b.sum.length, b.own.length];
  const data = new Float64Array(b.batch.length * terms * columns);
  let to = 0;
  for (const lead of b.batch)
    for (const term of b.sum) for (let k = 0; k < columns; k++) data[to++] = b.data[lead + term + b.own[k]!]!;
  return {
    data,
    batch: b.batch.map((_, k) => k * terms * columns),
    own: b.own.map((_, k) => k),
    sum: b.sum.map((_, k) => k * columns),
  };
}

/** The product of two tensors over pairs of axes. */
export function contract(a: Tensor, b: Tensor, attrs: ContractAttrs): Tensor {
  return apply(contractOp, [a, b], attrs);
}

function extents<T>(shape: readonly T[], axes: readonly number[]): T[] {
  return axes.map((axis) => shape[axis]!);
}

interface Parts extends ContractAttrs {
  readonly ownLeft: readonly number[];
  readonly ownRight: readonly number[];
}

function parts([left, right]: readonly [Shape, Shape], { batch, sum }: ContractAttrs): Parts {
  return {
    batch,
    sum,
    ownLeft: withoutAll(range(left.length), [...batch[0], ...sum[0]]),
    ownRight: withoutAll(range(right.length), [...batch[1], ...sum[1]]),
  };
}

/** An operand's index, put together from indices for some of its axes each. */
function gathered(
  rank: number,
  ...pieces: readonly (readonly [axes: readonly number[], index: readonly Expr[]])[]
): Expr[] {
  const result = new Array<Expr>(rank);
  for (const [axes, index] of pieces) axes.forEach((axis, k) => (result[axis] = index[k]!));
  return result;
}

function requirePairs([a, b]: readonly [Tensor, Tensor], { batch, sum }: ContractAttrs): void {
  const left = [...batch[0], ...sum[0]];
  const right = [...batch[1], ...sum[1]];
  const known = (axes: readonly number[], { shape }: Tensor): boolean =>
    axes.every((axis, k) => axis >= 0 && axis < shape.length && axes.indexOf(axis) === k);
  if (batch[0].length !== batch[1].length || left.length !== right.length || !known(left, a) || !known(right, b)) {
    throw shapeMismatch('contract', [a, b].map(named), 'its axes do not go in pairs');
  }
  left.forEach((axis, k) => {
    const [x, y] = [a.shape[axis], b.shape[right[k]!]];
    if (x === y) return;
    const which = k < batch[0].length ? 'batch' : 'inner';
    throw shapeMismatch('contract', [a, b].map(named), `the ${which} extents ${x} and ${y} differ`);
  });
}

/** dy has the axes (batch, own left, own right); over the right's own, dy and b make a's axes again, in another order. */
function towardsLeft(a: Tensor, b: Tensor, dy: Tensor, attrs: ContractAttrs): Tensor {
  const { batch, sum, ownLeft, ownRight } = parts([a.shape, b.shape], attrs);
  const count = batch[0].length;
  const da = contract(dy, b, {
    batch: [range(count), batch[1]],
    sum: [ownRight.map((_, k) => count + ownLeft.length + k), ownRight],
  });
  // b's own axes are now those summed over, in the order in which they stand in b.
  const rest = [...sum[1]].sort((x, y) => x - y).map((axis) => sum[0][sum[1].indexOf(axis)]!);
  return inOrder(da, [...batch[0], ...ownLeft, ...rest]);
}

function towardsRight(a: Tensor, b: Tensor, dy: Tensor, attrs: ContractAttrs): Tensor {
  const { batch, sum, ownLeft, ownRight } = parts([a.shape, b.shape], attrs);
  const count = batch[0].length;
  const db = contract(a, dy, {
    batch: [batch[0], range(count)],
    sum: [ownLeft, ownLeft.map((_, k) => count + k)],
  });
  const rest = [...sum[0]].sort((x, y) => x - y).map((axis) => sum[1][sum[0].indexOf(axis)]!);
  return inOrder(db, [...batch[1], ...rest, ...ownRight]);
}

/** x, whose axis k is `axes[k]` of what is wanted. */
function inOrder(x: Tensor, axes: readonly number[]): Tensor {
  return transpose(
    x,
    axes.map((_, k) => axes.indexOf(k)),
  );
}

/** A batch axis of both is one more pair; of one operand, it is one of its own axes. */
function batched(a: Batched, b: Batched, attrs: ContractAttrs): Batched {
  const shift = (axes: readonly number[], { axis }: Batched): number[] =>
    axes.map((own) => (axis === null ? own : besideBatch(own, axis)));
  const batch: Pairs = [shift(attrs.batch[0], a), shift(attrs.batch[1], b)];
  const sum: Pairs = [shift(attrs.sum[0], a), shift(attrs.sum[1], b)];
  if (a.axis !== null && b.axis !== null) {
    const both: Pairs = [
      [a.axis, ...batch[0]],
      [b.axis, ...batch[1]],
    ];
    return { x: contract(a.x, b.x, { batch: both, sum }), axis: 0 };
  }
  const { ownLeft, ownRight } = parts([a.x.shape, b.x.shape], { batch, sum });
  const count = batch[0].length;
  const axis =
    a.axis !== null ? count + ownLeft.indexOf(a.axis) : count + ownLeft.length + ownRight.indexOf(b.axis ?? 0);
  return { x: contract(a.x, b.x, { batch, sum }), axis };
}

function samples(): readonly Sample<ContractAttrs>[] {
  const none: Pairs = [[], []];
  const sample = (a: readonly number[], b: readonly number[], batch: Pairs, sum: Pairs): Sample<ContractAttrs> => ({
    shapes: [a, b],
    attrs: { batch, sum },
  });
  return [
    sample([2, 3], [3, 4], none, [[1], [0]]),
    sample([3, 2], [4, 3], none, [[0], [1]]),
    sample([2, 3, 4], [2, 4, 2], [[0], [0]], [[2], [1]]),
    sample([3, 2, 4], [5, 3, 2], [[0], [1]], [[1], [2]]),
    sample([2, 3, 4], [4, 2, 3], none, [
      [0, 2],
      [1, 0],
    ]),
    sample([3], [3], none, [[0], [0]]),
    sample([3], [2], none, none),
    sample([3], [3], [[0], [0]], none),
    sample([2, 0], [0, 3], none, [[1], [0]]),
    { ...sample([2, 3], [3, 1], none, [[1], [0]]), dtypes: ['i32', 'i32'] },
  ];
}
