import type { Routine, Statement, Value } from './loopNest.js';
import { numberValue } from './scope.js';
import { firstsOf } from './sumsRoutine.js';
import { add, both, int, load, loopsOver, plus, product, range, splat, vector } from './vectorTerms.js';

/** Sums of products whose terms lie along several axes: a window of an image, or all places of many images. */
export interface WindowSums {
  readonly rows: number;
  readonly columns: number;
  /** How far apart the rows lie, where that is known. */
  readonly apart: number | null;
  /** How many axes the terms lie along. */
  readonly levels: number;
  /** Whether the sums are added to what is in the tile. */
  readonly adds: boolean;
}

/**
 * As `sumsRoutine` in vectors, over several axes: of each, numbers say its extent and by how much it moves in `a` and in
 * `b`. Terms are not written out several at a time: engines then read all of them before they multiply any.
 */
export function windowSums(of: WindowSums): Routine {
  const { rows, columns, apart, levels, adds } = of;
  const starts = apart === null ? range(rows).map((r) => `a${r}`) : ['a0'];
  const firsts = firstsOf(columns, 4);
  const sums = range(rows).flatMap((r) => firsts.map((c) => ({ name: `sum${r}_${c}`, row: r, column: c })));
  const numbers = range(levels).flatMap((k) => [`count${k}`, `aStep${k}`, `bStep${k}`]);
  const term = (inA: Value, inB: Value): Statement[] => [
    ...range(rows).map((r): Statement => {
      const start = add(int(apart === null ? `a${r}` : 'a0'), inA);
      const value = splat(load('a', apart === null ? start : plus(start, r * apart), 1));
      return { kind: 'let', name: `x${r}`, value };
    }),
    ...firsts.map((c): Statement => {
      return { kind: 'let', name: `y${c}`, value: load('b', plus(add(int('b0'), inB), c), 4) };
    }),
    ...sums.map(({ name, row, column }): Statement => {
      return { kind: 'assign', name, value: product(`x${row}`, `y${column}`, name) };
    }),
  ];
  return {
    name: `sums${rows}x${columns}${apart === null ? '' : `by${apart}`}over${levels}${adds ? 'more' : ''}`,
    title: titleOf(of),
    memory: [
      { name: 'a', dtype: 'f32', access: 'read' },
      { name: 'b', dtype: 'f32', access: 'read' },
      { name: 'tile', dtype: 'f32', access: adds ? 'update' : 'write' },
    ],
    numbers: [...numbers, ...starts, 'b0', ...(adds ? ['to'] : [])],
    body: [
      ...sums.map(({ name }): Statement => ({ kind: 'var', name, value: splat(numberValue(0, 'f32')) })),
      ...loopsOver(levels, term),
      ...results(
        sums.map(({ name, row, column }) => ({ name, at: row * columns + column })),
        adds,
      ),
    ],
  };
}

/** Writes the sums; those of earlier terms are all read before, since the last vector of a row may overlap the one before. */
function results(sums: readonly { readonly name: string; readonly at: number }[], adds: boolean): Statement[] {
  const place = (at: number): Value => (adds ? plus(int('to'), at) : numberValue(at));
  const before = adds
    ? sums.map(({ name, at }): Statement => ({ kind: 'let', name: `old${name}`, value: load('tile', place(at), 4) }))
    : [];
  return [
    ...before,
    ...sums.map(({ name, at }): Statement => {
      const value = adds ? both('add', vector(`old${name}`), vector(name)) : vector(name);
      return { kind: 'store', buffer: 'tile', at: place(at), value };
    }),
  ];
}

function titleOf({ rows, columns, apart, levels, adds }: WindowSums): string {
  const lie = apart === null ? '' : ` that lie ${apart} apart`;
  const axes = levels === 1 ? 'one axis' : `${levels} axes`;
  return `Sums of products: ${rows} rows of a${lie} by ${columns} columns of b, terms along ${axes}, ${adds ? 'added to' : 'into'} tile.`;
}
