import type { Routine, Statement, Value } from './loopNest.js';
import { numberValue } from './scope.js';
import { add, int, load, loopsOver, plus, product, range, splat, vector } from './vectorTerms.js';

/** Sums of products whose terms lie along the lanes, four at once: for columns too few to fill vectors. */
export interface DotSums {
  readonly rows: number;
  readonly columns: number;
  /** How many axes the terms lie along; those of the last one lie in a row in both operands. */
  readonly levels: number;
  /** How far apart the columns lie in `b`, and the rows in `tile`. */
  readonly bNext: number;
  readonly toNext: number;
}

/** Each sum is made of four, of every fourth term, which are added at the end: always the same ones. */
export function dotSums({ rows, columns, levels, bNext, toNext }: DotSums): Routine {
  const sums = range(rows).flatMap((row) =>
    range(columns).map((column) => ({ name: `sum${row}_${column}`, row, column })),
  );
  const numbers = range(levels).flatMap((k) => [`count${k}`, `aStep${k}`, `bStep${k}`]);
  const term = (inA: Value, inB: Value): Statement[] => [
    ...range(rows).map((r): Statement => {
      return { kind: 'let', name: `x${r}`, value: load('a', add(int(`a${r}`), inA), 4) };
    }),
    ...range(columns).map((c): Statement => {
      return { kind: 'let', name: `y${c}`, value: load('b', plus(add(int('b0'), inB), c * bNext), 4) };
    }),
    ...sums.map(({ name, row, column }): Statement => {
      return { kind: 'assign', name, value: product(`x${row}`, `y${column}`, name) };
    }),
  ];
  return {
    name: `dots${rows}x${columns}by${bNext}over${levels}into${toNext}`,
    title: `Sums of products: ${rows} rows of a by ${columns} columns of b that lie ${bNext} apart, terms along ${levels} axes and four at once, into rows of tile that lie ${toNext} apart.`,
    memory: [
      { name: 'a', dtype: 'f32', access: 'read' },
      { name: 'b', dtype: 'f32', access: 'read' },
      { name: 'tile', dtype: 'f32', access: 'write' },
    ],
    numbers: [...numbers, ...range(rows).map((r) => `a${r}`), 'b0', 'to'],
    body: [
      ...sums.map(({ name }): Statement => ({ kind: 'var', name, value: splat(numberValue(0, 'f32')) })),
      ...loopsOver(levels, term),
      ...sums.map(({ name, row, column }): Statement => {
        const value: Value = { kind: 'fold', dtype: 'f32', fn: 'add', arg: vector(name) };
        return { kind: 'store', buffer: 'tile', at: plus(int('to'), row * toNext + column), value };
      }),
    ],
  };
}
