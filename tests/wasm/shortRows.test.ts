import { expect, test } from 'vitest';
import { compile, type ProgramInstance } from '../../src/compiler/index.js';
import { f32, max, program, sum } from '../../src/index.js';

// Rows that are two vectors, written out one after the other: each has its own registers around the loop over samples.

test.each([4, 8])('a batch is reduced column by column: %i columns', (columns) => {
  const declared = program({
    inputs: { x: f32('N', columns) },
    outputs: ({ x }) => ({ most: max(x, { axis: 0 }), total: sum(x, { axis: 0 }) }),
  });
  const net = compile(declared, { target: 'wasm' }) as ProgramInstance;
  const rows = [1, 2, 3, 4, 5];
  const x = Float32Array.from(
    rows.flatMap((row) => Array.from({ length: columns }, (_, column) => row * (column - 5))),
  );
  const { most, total } = net.run({ x }) as { most: Float32Array; total: Float32Array };
  const all = Array.from({ length: columns }, (_, column) => column - 5);
  expect([...most]).toEqual(all.map((factor) => (factor > 0 ? 5 * factor : factor)));
  expect([...total]).toEqual(all.map((factor) => 15 * factor));
});
