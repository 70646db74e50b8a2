// `npm run bench -- W1 W7`: ours and the peers in turn, each in a process of its own on one core; medians of the rounds.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from '../src/compiler/index.js';
import type { Measured } from './measure.js';
import { jsonOf, median, type ProcessOptions } from './processes.js';
import { modelOf, workloadOf, type Workload } from './workloads.js';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const bench = here('../../bench/');
const rounds = Number(process.env['BENCH_ROUNDS'] ?? 5);

interface Contender {
  readonly name: string;
  readonly run: (workload: string, options?: ProcessOptions) => Measured;
}

const peers: readonly Contender[] = [
  { name: 'tfjs wasm', run: (w, options) => jsonOf(`${bench}peers/tfjs.mjs`, [w, 'wasm'], options) },
  { name: 'tfjs cpu', run: (w, options) => jsonOf(`${bench}peers/tfjs.mjs`, [w, 'cpu'], options) },
  { name: 'jax-js wasm', run: (w, options) => jsonOf(`${bench}peers/jaxjs.mjs`, [w], options) },
];
/** A process that ends soon after its first step. */
const shortly: ProcessOptions = { oneCore: false, env: { BENCH_SECONDS: '0' } };

interface Row {
  readonly contender: string;
  readonly median: number;
  readonly first: number;
  readonly losses: readonly number[];
}

function installPeers(): void {
  if (existsSync(`${bench}node_modules/@jax-js/jax`)) return;
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: bench, stdio: 'inherit' });
  if (status !== 0) throw new Error('The peers could not be installed.');
}

/** Every contender once a round, in turn, so that a change of the machine's speed meets all of them. */
function raced(workload: string, contenders: readonly Contender[]): Row[] {
  const all = contenders.map(({ name }) => ({ name, runs: [] as Measured[], starts: [] as Measured[] }));
  for (let round = 0; round < rounds; round++) {
    contenders.forEach(({ run }, k) => all[k]!.runs.push(run(workload)));
    contenders.forEach(({ run }, k) => all[k]!.starts.push(run(workload, shortly)));
  }
  return all.map(({ name, runs, starts }) => ({
    contender: name,
    median: median(runs.map((run) => run.median)),
    first: median(starts.map((run) => run.first)),
    losses: runs[0]!.losses,
  }));
}

/** Ours and each peer must train the same net, or their times say nothing. */
function checkLosses(workload: string, rows: readonly Row[]): void {
  for (const { contender, losses } of rows) {
    losses.forEach((loss, k) => {
      const expected = rows[0]!.losses[k]!;
      // Peers use the textbook's form of Adam, whose epsilon stands elsewhere.
      if (!(Math.abs(loss - expected) <= 1e-3 * Math.abs(expected))) {
        throw new Error(`${workload}: step ${k} of ${contender} has the loss ${loss}, ours ${expected}.`);
      }
    });
  }
}

interface CompileTime {
  readonly load: number;
  readonly tsMorph: number;
  readonly compile: number;
  readonly stages: Readonly<Record<string, number>>;
}

/** The process of the median among as many as there are rounds. */
function compileTime(workload: string): CompileTime {
  const all = Array.from({ length: rounds }, () =>
    jsonOf<CompileTime>(here('compileTime.js'), [workload], { oneCore: false }),
  );
  return all.sort((a, b) => a.compile - b.compile)[rounds >> 1]!;
}

interface Figures {
  readonly workload: Workload;
  readonly rows: readonly Row[];
  readonly bytes: { readonly module: number; readonly gzip: number };
  readonly arena: { readonly planned: number; readonly lowerBound: number };
  readonly compile: CompileTime;
  readonly allocation: { readonly step: number; readonly resultAlone: number };
}

async function figuresOf(name: string): Promise<Figures> {
  const workload = workloadOf(name);
  const { files, report } = await build(modelOf(workload), { name });
  mkdirSync(here('generated/'), { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(here(`generated/${file}`), text);
  const module = here(`generated/${name}.js`);
  const ours: Contender = { name: 'tapeless js', run: (w, options) => jsonOf(here('ours.js'), [w, module], options) };
  const rows = raced(name, [ours, ...peers]);
  checkLosses(name, rows);
  const { planned, lowerBound } = report[0]!.memory;
  return {
    workload,
    rows,
    bytes: { module: statSync(module).size, gzip: gzipSync(files[`${name}.js`] ?? '').length },
    arena: { planned: planned(workload.batch), lowerBound: lowerBound(workload.batch) },
    compile: compileTime(name),
    allocation: jsonOf(here('allocation.js'), [name, module], {
      // On a single core the engine optimises later than this waits.
      oneCore: false,
      nodeArgs: ['--expose-gc', '--min-semi-space-size=128', '--max-semi-space-size=128'],
    }),
  };
}

function print({ workload, rows, bytes, arena, compile, allocation }: Figures): void {
  const peersOnly = rows.slice(1);
  const best = Math.min(...peersOnly.map((row) => row.median));
  const ours = rows[0]!;
  console.log(`\n${workload.name}: ${workload.says}; forward, loss, backward, Adam`);
  console.log('| | ms a step | ours is faster by | GFLOP/s | first step, ms |\n|---|---|---|---|---|');
  for (const row of rows) {
    const ratio = row === ours ? '' : `${(row.median / ours.median).toFixed(1)}x`;
    const speed = (workload.flops / row.median / 1e6).toFixed(2);
    console.log(`| ${row.contender} | ${row.median.toFixed(4)} | ${ratio} | ${speed} | ${row.first.toFixed(1)} |`);
  }
  console.log(`\n- ${(best / ours.median).toFixed(1)} times as fast as the better peer`);
  console.log(`- module ${bytes.module} bytes, ${bytes.gzip} gzipped`);
  console.log(
    `- memory ${arena.planned} bytes planned, ${arena.lowerBound} at least: ${((100 * arena.planned) / arena.lowerBound - 100).toFixed(2)} % above`,
  );
  const { load, tsMorph } = compile;
  console.log(
    `- compile in a fresh process ${compile.compile.toFixed(0)} ms (loading the compiler ${load.toFixed(0)} ms, ts-morph ${tsMorph.toFixed(0)} ms)`,
  );
  console.log(
    `- heap a step ${allocation.step.toFixed(0)} bytes, of which its result ${allocation.resultAlone.toFixed(0)}`,
  );
}

installPeers();
const names = process.argv.slice(2);
const all: Figures[] = [];
for (const name of names.length > 0 ? names : ['W1', 'W7']) {
  const figures = await figuresOf(name);
  print(figures);
  all.push(figures);
}
const machine = { node: process.version, cpu: cpus()[0]?.model, cores: cpus().length, rounds };
writeFileSync(here('results.json'), `${JSON.stringify({ machine, figures: all }, null, 2)}\n`);
console.log(
  `\nNode ${process.version}, ${machine.cpu}, medians of ${rounds} rounds; all figures in dist/bench/results.json`,
);
