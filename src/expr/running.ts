import type { DType } from '../base/index.js';
import { e } from './build.js';
import type { Expr } from './expr.js';
import { monoids } from './monoids.js';

/** How a running combination goes on from one element of its axis to the next. */
export type Running = 'sum' | 'prod' | 'max' | 'logSumExp' | 'linear';

export interface RunningFacts {
  /** What the registers hold before the first element. */
  readonly identity: (dtype: DType) => readonly number[];
  /** The registers after one more element; assigned in order, so that a later one reads no earlier one. */
  readonly next: (registers: readonly Expr[], values: readonly Expr[]) => readonly Expr[];
  /** What stands at the element. */
  readonly result: (registers: readonly Expr[]) => Expr;
}

const as = (monoid: 'sum' | 'prod' | 'max'): RunningFacts => ({
  identity: monoids[monoid].identity,
  next: monoids[monoid].combine,
  result: ([x]) => x!,
});

export const runnings: Readonly<Record<Running, RunningFacts>> = {
  sum: as('sum'),
  prod: as('prod'),
  max: as('max'),
  /** The sum of exp(x - greatest) and the greatest so far: exact to the last digit or so however large x is. */
  logSumExp: {
    identity: () => [0, -Infinity],
    next: ([total, most], [x]) => {
      const one = e.constant(1, 'f32');
      // Of equal infinities the distance would be NaN.
      const scale = e.select(e.equal(x!, most!), one, e.exp(e.neg(e.abs(e.sub(x!, most!)))));
      const grown = e.select(e.less(most!, x!), e.add(e.mul(total!, scale), one), e.add(total!, scale));
      return [grown, e.max(most!, x!)];
    },
    result: ([total, most]) => e.add(most!, e.log(total!)),
  },
  /** The value, and so much of the one before. */
  linear: {
    identity: () => [0],
    next: ([before], [value, factor]) => [e.add(e.mul(before!, factor!), value!)],
    result: ([x]) => x!,
  },
};
