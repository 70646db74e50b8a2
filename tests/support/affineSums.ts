import type { Extent, NdArray } from '../../src/base/index.js';
import { e, type Expr } from '../../src/expr/index.js';
import { apply, type Op, type Tensor } from '../../src/graph/index.js';
import { indicesOf } from './ndarrays.js';

/** An index of an operand: a factor for each axis of the result and then of the sum, and a constant. */
export type Affine = readonly number[];

/** Sums of products of two operands, each read at indices that are affine in the axes: what convolutions are made of. */
export interface AffineSums {
  readonly results: readonly Extent[];
  readonly sums: readonly number[] | readonly Extent[];
  readonly a: readonly Affine[];
  readonly b: readonly Affine[];
}

const at = (map: Affine, axes: readonly Expr[]): Expr =>
  map.reduce<Expr>(
    (sum, factor, k) => e.add(sum, k < axes.length ? e.mul(axes[k]!, e.int(factor)) : e.int(factor)),
    e.int(0),
  );

/** An op without rules of derivation, for tests of what is below the graph. */
export const affineSumsOp: Op<AffineSums> = {
  name: 'affineSums',
  operands: ['a', 'b'],
  type: (_, { results }) => [{ dtype: 'f32', shape: results }],
  batch: () => {
    throw new Error('affineSums has no batching rule');
  },
  lower: ([a, b], _, maps) => [
    (index) =>
      e.reduce('sum', maps.sums, (k) => {
        const axes = [...index, ...k];
        return [e.mul(a!(maps.a.map((map) => at(map, axes))), b!(maps.b.map((map) => at(map, axes))))];
      }),
  ],
  reference: ([a, b], maps, extent) => [reference(a!, b!, maps, extent)],
  samples: [],
};

function reference(a: NdArray, b: NdArray, maps: AffineSums, extent: (x: Extent) => number): NdArray {
  const shape = maps.results.map(extent);
  const over = indicesOf(maps.sums.map(extent));
  const place = ({ shape: of }: NdArray, index: readonly Affine[], axes: readonly number[]): number =>
    index.reduce((sum, map, k) => {
      const i = map.reduce((whole, factor, j) => whole + factor * (axes[j] ?? 1), 0);
      return sum * of[k]! + i;
    }, 0);
  const data = indicesOf(shape).map((index) =>
    over.reduce((sum, k) => {
      const axes = [...index, ...k];
      return sum + a.data[place(a, maps.a, axes)]! * b.data[place(b, maps.b, axes)]!;
    }, 0),
  );
  return { dtype: 'f32', shape, data: Float64Array.from(data) };
}

export const affineSums = (a: Tensor, b: Tensor, maps: AffineSums): Tensor => apply(affineSumsOp, [a, b], maps);
