import type { DType } from '../base/index.js';
import type { Expr } from './expr.js';
import { e } from './build.js';

/** How a reduction starts and goes on. Several accumulators make argmax and the like one pass. */
export type Monoid = 'sum' | 'prod' | 'max' | 'min' | 'argMax';

export interface MonoidFacts {
  /** What the accumulators hold before the first value, by the dtype of the first body. */
  readonly identity: (dtype: DType) => readonly number[];
  /** The accumulators after one more value. */
  readonly combine: (accumulators: readonly Expr[], values: readonly Expr[]) => readonly Expr[];
}

const least: Record<DType, number> = { f32: -Infinity, i32: -2147483648, u32: 0, bool: 0 };
const greatest: Record<DType, number> = { f32: Infinity, i32: 2147483647, u32: 4294967295, bool: 1 };

const one =
  (f: (a: Expr, x: Expr) => Expr): MonoidFacts['combine'] =>
  ([a], [x]) => [f(a!, x!)];

export const monoids: Readonly<Record<Monoid, MonoidFacts>> = {
  sum: { identity: () => [0], combine: one((a, x) => e.add(a, x)) },
  prod: { identity: () => [1], combine: one((a, x) => e.mul(a, x)) },
  max: { identity: (dtype) => [least[dtype]], combine: one((a, x) => e.max(a, x)) },
  min: { identity: (dtype) => [greatest[dtype]], combine: one((a, x) => e.min(a, x)) },
  /** Bodies are (value, index); the first of equals wins, NaN counts as the greatest. */
  argMax: {
    identity: (dtype) => [least[dtype], 0],
    combine: ([best, at], [value, index]) => {
      const better = e.and(e.equal(best!, best!), e.not(e.lessEqual(value!, best!)));
      return [e.select(better, value!, best!), e.select(better, index!, at!)];
    },
  },
};
