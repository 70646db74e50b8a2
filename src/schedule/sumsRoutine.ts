import type { Routine, Statement, Value } from './loopNest.js';
import { exactCall, nameValue, numberValue } from './scope.js';

const ofFloats = (fn: 'add' | 'mul', a: Value, b: Value): Value => ({
  kind: 'call',
  dtype: 'f32',
  fn,
  args: [a, b],
  exact: false,
});
const int = (name: string): Value => nameValue(name, 'i32');
const float = (name: string): Value => nameValue(name, 'f32');
const add = (a: Value, b: Value): Value => exactCall('add', [a, b]);
const times = (a: Value, b: Value): Value => exactCall('mul', [a, b]);
const range = (count: number): number[] => Array.from({ length: count }, (_, k) => k);

/**
 * Sums of products for a tile: `rows` rows of `a`, each of which starts where a number says, by `columns` columns of `b`,
 * which lie `bNext` apart. All accumulators are registers; they end up in `tile`, row by row.
 */
export function sumsRoutine(rows: number, columns: number): Routine {
  const starts = range(rows).map((r) => `a${r}`);
  const ends = range(columns).map((c) => `b${c}`);
  const load = (buffer: string, at: Value): Value => ({ kind: 'load', dtype: 'f32', buffer, at });
  const set = (name: string, value: Value): Statement => ({ kind: 'let', name, value });
  const sums = range(rows).map((r) => range(columns).map((c) => `sum${r}_${c}`));
  const product = (r: number, c: number): Value => ofFloats('mul', float(`x${r}`), float(`y${c}`));
  const body: Statement[] = [
    set('inA', times(int('k'), int('aStep'))),
    set('inB', times(int('k'), int('bStep'))),
    ...starts.map((start, r) => set(`x${r}`, load('a', add(int(start), int('inA'))))),
    ...ends.map((start, c) => set(`y${c}`, load('b', add(int(start), int('inB'))))),
    ...sums.flatMap((row, r) =>
      row.map((name, c): Statement => {
        return { kind: 'assign', name, value: ofFloats('add', float(name), product(r, c)) };
      }),
    ),
  ];
  return {
    name: `sums${rows}x${columns}`,
    title: `Sums of products: ${rows} rows of a by ${columns} columns of b, count terms each, into tile.`,
    memory: [
      { name: 'a', dtype: 'f32', access: 'read' },
      { name: 'b', dtype: 'f32', access: 'read' },
      { name: 'tile', dtype: 'f32', access: 'write' },
    ],
    numbers: ['count', ...starts, 'aStep', 'b0', 'bNext', 'bStep'],
    body: [
      ...ends.slice(1).map((name, c) => set(name, add(int(ends[c]!), int('bNext')))),
      ...sums.flat().map((name): Statement => ({ kind: 'var', name, value: numberValue(0, 'f32') })),
      { kind: 'loop', loop: 'sequential', name: 'k', from: numberValue(0), to: int('count'), step: 1, body },
      ...sums.flat().map((name, k): Statement => {
        return { kind: 'store', buffer: 'tile', at: numberValue(k), value: float(name) };
      }),
    ],
  };
}
