import { describe, expect, it } from 'vitest';
import type { Figures } from '../../bench/figures.js';
import type { Row } from '../../bench/race.js';
import { sizesTable, table } from '../../bench/table.js';
import { workloadOf } from '../../bench/workloads/index.js';

const row = (contender: string, median: number, first: number): Row => ({
  contender,
  ours: contender.startsWith('tapeless'),
  median,
  rounds: [median],
  first,
  results: [1],
});

const figures: Figures = {
  workload: workloadOf('matmul-128-AB'),
  modules: [],
  rows: [
    row('tapeless wasm', 0.125, 4),
    row('tfjs wasm', 0.25, 400),
    row('jax-js wasm', 0.5, 80),
    row('JAX', 0.0625, 900),
  ],
  absent: [{ contender: 'PyTorch eager', reason: "No module named 'torch'" }],
  difference: 2.5e-7,
  compile: {},
  allocation: {},
};

describe('the table of a workload', () => {
  it('sets each contender against ours and against the peak', () => {
    expect(table(figures, { separate: 50, fused: null })).toBe(
      `## matmul-128-AB: A B, 128 by 128; the output is read

| | ms a step | tapeless wasm is faster by | GFLOP/s | of the peak | first step, ms |
|---|---|---|---|---|---|
| tapeless wasm | 0.125 |  | 33.6 | 67 % | 4.00 |
| tfjs wasm | 0.250 | 2.00x | 16.8 | 34 % | 400 |
| jax-js wasm | 0.500 | 4.00x | 8.39 | 17 % | 80.0 |
| JAX | 0.0625 | 0.500x | 67.1 | 134 % | 900 |

- 2.00 times the speed of the best in JavaScript, tfjs wasm.
- 0.500 times the speed of the best in Python, JAX.
- Results agree to 2.5e-7.
- A core's peak is 50.0 GFLOP/s by f32x4.mul and f32x4.add, and this engine has no f32x4.relaxed_madd.
- Without PyTorch eager: No module named 'torch'.
`,
    );
  });

  it('says what an app ships', () => {
    expect(sizesTable([{ app: 'tapeless wasm', gzip: 10671 }])).toContain('| tapeless wasm | 10.7 |');
    expect(sizesTable(null)).toContain('esbuild is not installed');
  });
});
