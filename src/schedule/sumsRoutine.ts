import type { Lanes, Routine, Statement, Value } from './loopNest.js';
import { exactCall, nameValue, numberValue } from './scope.js';

const ofFloats = (fn: 'add' | 'mul', a: Value, b: Value): Value => ({
  kind: 'call',
  dtype: 'f32',
  fn,
  args: [a, b],
  exact: false,
});
const int = (name: string): Value => nameValue(name, 'i32');
const add = (a: Value, b: Value): Value => exactCall('add', [a, b]);
const times = (a: Value, b: Value): Value => exactCall('mul', [a, b]);
const range = (count: number): number[] => Array.from({ length: count }, (_, k) => k);
const set = (name: string, value: Value): Statement => ({ kind: 'let', name, value });
const load = (buffer: string, at: Value, lanes: Lanes = 1): Value => ({
  kind: 'load',
  dtype: 'f32',
  buffer,
  at,
  lanes,
});

/**
 * Sums of products for a tile: `rows` rows of `a`, each of which starts where a number says, by `columns` columns of `b`,
 * which lie `bNext` apart, or one after another where there are vectors. All accumulators are registers; they end up in
 * `tile`, row by row. Where rows are known to lie so many elements `apart`, the first one's place is enough.
 */
export function sumsRoutine(rows: number, columns: number, lanes: Lanes, apart: number | null = null): Routine {
  const starts = apart === null ? range(rows).map((r) => `a${r}`) : ['a0'];
  const rowAt = (r: number): Value =>
    apart === null ? add(int(`a${r}`), int('inA')) : add(add(int('a0'), int('inA')), numberValue(r * apart));
  const firsts = firstsOf(columns, lanes);
  const float = (name: string): Value => ({ kind: 'name', dtype: 'f32', name, lanes });
  const whole = (x: Value): Value => (lanes === 1 ? x : { kind: 'splat', dtype: 'f32', arg: x });
  const sums = range(rows).map((r) => firsts.map((c) => `sum${r}_${c}`));
  const columnAt = (c: number): Value =>
    lanes === 4 ? add(int('inB'), numberValue(c)) : add(int(`b${c}`), int('inB'));
  const inB = times(int('k'), int('bStep'));
  const body: Statement[] = [
    set('inA', times(int('k'), int('aStep'))),
    set('inB', lanes === 4 ? add(int('b0'), inB) : inB),
    ...range(rows).map((r) => set(`x${r}`, whole(load('a', rowAt(r))))),
    ...firsts.map((c) => set(`y${c}`, load('b', columnAt(c), lanes))),
    ...sums.flatMap((row, r) =>
      row.map((name, which): Statement => {
        const product = ofFloats('mul', float(`x${r}`), float(`y${firsts[which]}`));
        return {
          kind: 'assign',
          name,
          value: lanes === 1 ? ofFloats('add', float(name), product) : ofFloats('add', product, float(name)),
        };
      }),
    ),
  ];
  const nexts = lanes === 4 ? [] : firsts.slice(1).map((c) => set(`b${c}`, add(int(`b${c - 1}`), int('bNext'))));
  return {
    name: `sums${rows}x${columns}${apart === null ? '' : `by${apart}`}`,
    title: `Sums of products: ${rows} rows of a${apart === null ? '' : ` that lie ${apart} apart`} by ${columns} columns of b, count terms each, into tile.`,
    memory: [
      { name: 'a', dtype: 'f32', access: 'read' },
      { name: 'b', dtype: 'f32', access: 'read' },
      { name: 'tile', dtype: 'f32', access: 'write' },
    ],
    numbers: ['count', ...starts, 'aStep', 'b0', ...(lanes === 4 ? [] : ['bNext']), 'bStep'],
    body: [
      ...nexts,
      ...sums.flat().map((name): Statement => ({ kind: 'var', name, value: whole(numberValue(0, 'f32')) })),
      { kind: 'loop', loop: 'sequential', name: 'k', from: numberValue(0), to: int('count'), step: 1, body },
      ...sums.flatMap((row, r) =>
        row.map((name, which): Statement => {
          const at = numberValue(r * columns + firsts[which]!);
          return { kind: 'store', buffer: 'tile', at, value: float(name) };
        }),
      ),
    ],
  };
}

/** The first column of each register; the last of them overlaps the one before where columns are no multiple of lanes. */
export const firstsOf = (columns: number, lanes: Lanes): number[] =>
  range(Math.ceil(columns / lanes)).map((k) => Math.min(k * lanes, columns - lanes));
