import { describe, expect, it } from 'vitest';
import type { Figures } from '../../bench/figures.js';
import type { OurModule } from '../../bench/ourModule.js';
import type { Row } from '../../bench/race.js';
import { summary, type Run } from '../../bench/summary.js';
import { sizesTable, table } from '../../bench/table.js';
import { workloadOf } from '../../bench/workloads/index.js';

const row = (contender: string, median: number, first: number): Row => ({
  contender,
  language: contender.startsWith('tapeless') ? 'ours' : contender === 'JAX' ? 'Python' : 'JavaScript',
  median,
  rounds: [median],
  first,
  busy: median === 0.5 ? 0.7 : 1,
  results: [1],
  version: null,
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

| | ms a step | times as long as tapeless wasm | GFLOP/s | of the peak | first step, ms |
|---|---|---|---|---|---|
| tapeless wasm | 0.125 |  | 33.6 | 67 % | 4.00 |
| tfjs wasm | 0.250 | 2.00 | 16.8 | 34 % | 400 |
| jax-js wasm | 0.500 | 4.00 | 8.39 | 17 % | 80.0 |
| JAX | 0.0625 | 0.500 | 67.1 | 134 % | 900 |

- 2.00 times the speed of the best in JavaScript, tfjs wasm.
- 0.500 times the speed of the best in Python, JAX.
- Results agree to 2.5e-7.
- Not alone on the core, of whose time they had in their worst round: jax-js wasm 70 %.
- A core's peak is 50.0 GFLOP/s by f32x4.mul and f32x4.add, and this engine has no f32x4.relaxed_madd.
- Without PyTorch eager: No module named 'torch'.
`,
    );
  });

  it('says of an LSTM how its module grows with the sequence, of a GPT what it does with a part of its arena', () => {
    const module = (target: 'js' | 'wasm', plain: number, arena: number): OurModule => ({
      target,
      path: '',
      threads: false,
      bytes: { plain, gzip: 1 },
      memory: { planned: 1100, lowerBound: 1000, arena },
    });
    const compile = { js: { load: 1, tsMorph: 1, compile: 250, stages: {} } };
    const told = table(
      {
        ...figures,
        workload: { ...workloadOf('W4'), budget: 0.6 },
        modules: [module('js', 20_000, 1000), module('wasm', 10_000, 1000)],
        frugal: module('wasm', 10_500, 590),
        longer: { says: 'a longer one', modules: [module('js', 20_100, 32_000)], compile },
      },
      { separate: 50, fused: null },
    );
    expect(told).toContain('- wasm in 0.6 of its arena: 590 bytes, 59 % of it.');
    expect(told).toContain('- js, a longer one: module of 20100 bytes, 0.50 % more; compiled in 250 ms.');
    expect(told).toContain('- js: module of 20000 bytes, 1 gzipped; 1100 bytes planned, 10 % above the least.');
  });

  it('says what an app ships', () => {
    expect(sizesTable([{ app: 'tapeless wasm', gzip: 10671 }])).toContain('| tapeless wasm | 10.7 |');
    expect(sizesTable(null)).toContain('esbuild is not installed');
  });
});

describe('the summary of a run', () => {
  const at = (name: string, rows: readonly Row[]): Run => ({
    ...figures,
    workload: workloadOf(name),
    rows,
    peak: { separate: 50, fused: null },
  });

  it('sets the workloads side by side, products by their speed, and leaves a gap for who did not run', () => {
    const runs = [
      at('W1', [row('tapeless wasm', 0.06, 5), row('JAX', 0.12, 900)]),
      at('W7', [row('tapeless wasm', 0.005, 3), row('tfjs wasm', 0.5, 300)]),
      at('matmul-128-AtB', [row('tapeless wasm', 0.125, 4)]),
    ];
    expect(summary(runs)).toBe(`## Milliseconds a step, and how many times as long as ours

| | W1 | W7 |
|---|---|---|
| tapeless wasm | 0.0600 | 0.00500 |
| JAX | 0.120 (2.00) | |
| tfjs wasm | | 0.500 (100) |

## Products of matrices in GFLOP/s, and of the peak

| | 128-AtB |
|---|---|
| tapeless wasm | 33.6 (67 %) |

`);
  });
});
