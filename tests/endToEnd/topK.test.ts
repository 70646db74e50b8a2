// The greatest of a row in order, selected where few are asked for, and sorted where many are.
import { expect, test } from 'vitest';
import { compile, type ProgramInstance } from '../../src/compiler/index.js';
import { f32, i32, program, topK, type Tensor } from '../../src/index.js';
import { input } from '../../src/graph/index.js';
import { topKOp } from '../../src/ops/index.js';

const rows = 3;

/** Places in the order that topK gives: NaN counts as greatest, of equals the first goes first. */
function first(row: readonly number[], k: number): number[] {
  const before = (a: number, b: number): number => {
    const nan = Number(Number.isNaN(b)) - Number(Number.isNaN(a));
    return nan !== 0 || Number.isNaN(a) ? nan : b - a || 0;
  };
  return row
    .map((_, at) => at)
    .sort((a, b) => (row[a] === row[b] ? 0 : before(row[a]!, row[b]!)))
    .slice(0, k);
}

const contents: Readonly<Record<string, (k: number) => number>> = {
  'numbers in any order': (k) => (k * 7919) % 104729,
  'rising numbers': (k) => k,
  'falling numbers': (k) => -k,
  'few different numbers': (k) => (k * 31) % 4,
  'NaN, zeros of both signs and infinities': (k) => [NaN, 0, -0, Infinity, -Infinity, 1, NaN][(k * k + 3 * k) % 7]!,
};

test.each([
  ['js', 1, 1],
  ['js', 8, 1],
  ['js', 17, 2],
  ['js', 200, 13],
  ['js', 9, 8],
  ['wasm', 1, 1],
  ['wasm', 8, 1],
  ['wasm', 17, 2],
  ['wasm', 200, 13],
  ['wasm', 9, 8],
] as const)('%s: of %d the first %d', (target, length, k) => {
  const both = (x: Tensor): { values: Tensor; indices: Tensor } => topK(x, k);
  const { run } = compile(
    program({
      inputs: { x: f32('N', length), n: i32('N', length) },
      outputs: ({ x, n }) => ({ floats: both(x), wholes: both(n) }),
    }),
    { target },
  ) as ProgramInstance;
  for (const value of Object.values(contents)) {
    const data = Array.from({ length: rows * length }, (_, at) => value(at));
    const [x, n] = [Float32Array.from(data), Int32Array.from(data)];
    const found = run({ x, n }) as unknown as Record<
      'floats' | 'wholes',
      Record<'values' | 'indices', ArrayLike<number>>
    >;
    for (const [given, { values, indices }] of [[x, found.floats] as const, [n, found.wholes] as const])
      for (let row = 0; row < rows; row++) {
        const own = Array.from(given.slice(row * length, (row + 1) * length));
        const places = first(own, k);
        expect(Array.from(indices).slice(row * k, (row + 1) * k)).toEqual(places);
        expect(Array.from(values).slice(row * k, (row + 1) * k)).toEqual(places.map((at) => own[at]));
      }
  }
});

test('a selection where the axis is much longer, else a sort', () => {
  const isSelected = (length: number | string, k: number): boolean => {
    const x = input('x', { dtype: 'f32', shape: [2, length] });
    return topKOp.expand!({ inputs: [x], attrs: { k } } as never) === null;
  };
  expect([isSelected(10_000, 10), isSelected(80, 10), isSelected(2, 1), isSelected('N', 1)]).not.toContain(false);
  expect([isSelected(1000, 500), isSelected(79, 10), isSelected(5, 2)]).not.toContain(true);
});
