import { describe, expect, test } from 'vitest';
import { compile, inspect, type ProgramInstance } from '../../src/compiler/index.js';
import { argmax, exp, f32, max, min, mul, program, sub, sum } from '../../src/index.js';

// Rows of a batch are folded into columns, several vectors of them at once, and where columns are few several rows too.

const declaredFor = (columns: number) =>
  program({
    inputs: { x: f32('N', columns) },
    outputs: ({ x }) => {
      const total = sum(x, { axis: 0 });
      return {
        total,
        squares: mul(sum(mul(x, x), { axis: 0 }), total),
        most: max(x, { axis: 0 }),
        least: min(x, { axis: 0 }),
        where: argmax(x, { axis: 0 }),
        powers: sum(exp(sub(x, max(x, { axis: 0, keepDims: true }))), { axis: 0 }),
      };
    },
  });

type Results = Record<string, Float32Array | Int32Array>;

/** Every result of one column, in double precision. */
function foldedColumn(values: readonly number[]): Record<string, number> {
  const added = (of: (x: number) => number): number => values.reduce((sum, x) => sum + of(x), 0);
  const [most, least] = [Math.max(...values), Math.min(...values)];
  const total = added((x) => x);
  return {
    total,
    squares: added((x) => x * x) * total,
    most,
    least,
    where: values.indexOf(most),
    powers: added((x) => Math.exp(x - most)),
  };
}

describe.each([4, 5, 6, 8, 10, 16, 33, 34, 37, 50, 84])('%i columns', (columns) => {
  const net = compile(declaredFor(columns), { target: 'wasm' }) as ProgramInstance;
  test.each([1, 2, 3, 4, 7, 19, 64])('of %i rows', (rows) => {
    const x = Float32Array.from({ length: rows * columns }, (_, k) => Math.sin(1 + k * k) * 3);
    const results = net.run({ x }) as Results;
    for (let column = 0; column < columns; column++) {
      const expected = foldedColumn(Array.from({ length: rows }, (_, row) => x[row * columns + column]!));
      for (const [name, value] of Object.entries(expected)) {
        expect(Math.abs(results[name]![column]! - value), name).toBeLessThan(1e-4 * (1 + Math.abs(value)));
      }
    }
  });
});

test('the largest of values among which there is no number is none, wherever it stands', () => {
  const net = compile(declaredFor(8), { target: 'wasm' }) as ProgramInstance;
  for (let row = 0; row < 9; row++) {
    const x = Float32Array.from({ length: 9 * 8 }, (_, k) => (k === row * 8 + (row % 8) ? NaN : k));
    const { most, least } = net.run({ x }) as Results;
    for (const found of [most!, least!])
      expect([...found].map(Number.isNaN)).toEqual([...Array(8).keys()].map((k) => k === row % 8));
  }
});

test('a line of the cache is read whole, and what is done with the sums stands once', () => {
  const declared = program({ inputs: { x: f32('N', 64) }, outputs: ({ x }) => ({ y: mul(sum(x, { axis: 0 }), 2) }) });
  const kernels = inspect([['p', declared]], { target: 'wasm', stage: 'kernels' });
  expect(kernels).toMatch(/vector i from 0 to 64 by 32\n/);
  expect(kernels.match(/mul\[iOut\] = /g)).toHaveLength(1);
});
