import type { Figures } from './figures.js';
import { digits, percent } from './numerals.js';
import type { Peak } from './peak.js';
import type { Row } from './race.js';
import type { ShippedSize } from './shippedSizes.js';

/** One workload as Markdown: a line a contender, then what is said of our modules alone. */
export function table(figures: Figures, peak: Peak): string {
  const { workload, rows, absent, difference } = figures;
  const does = workload.entry === 'step' ? '; forward, loss, backward, Adam' : '; the output is read';
  const reference = rows[0]!;
  return [
    `## ${workload.name}: ${workload.says}${does}`,
    '',
    `| | ms a step | times as long as ${reference.contender} | GFLOP/s | of the peak | first step, ms |`,
    '|---|---|---|---|---|---|',
    ...rows.map((row) => line(row, reference, workload.flops, peak)),
    '',
    ...versus(rows),
    `- Results agree to ${difference.toExponential(1)}.`,
    ...disturbed(rows),
    ...ofModules(figures),
    ...ofFrugal(figures),
    ...ofLonger(figures),
    `- A core's peak is ${digits(peak.separate)} GFLOP/s by f32x4.mul and f32x4.add, ${fusedPeak(peak)}.`,
    ...absent.map(({ contender, reason }) => `- Without ${contender}: ${reason}.`),
    '',
  ].join('\n');
}

const fusedPeak = ({ fused }: Peak): string =>
  fused === null ? 'and this engine has no f32x4.relaxed_madd' : `${digits(fused)} by f32x4.relaxed_madd`;

function line(row: Row, reference: Row, flops: number, peak: Peak): string {
  const speed = flops / row.median / 1e6;
  const ratio = row === reference ? '' : digits(row.median / reference.median);
  const cells = [row.contender, digits(row.median), ratio, digits(speed), percent(speed / peak.separate)];
  return `| ${[...cells, digits(row.first)].join(' | ')} |`;
}

/** Ours against the best peer in each language. */
function versus(rows: readonly Row[]): string[] {
  const reference = rows[0]!;
  return (['JavaScript', 'Python'] as const).flatMap((language) => {
    const peers = rows.filter((row) => row.language === language);
    if (peers.length === 0) return [];
    const best = peers.reduce((a, b) => (b.median < a.median ? b : a));
    const times = digits(best.median / reference.median);
    return [`- ${times} times the speed of the best in ${language}, ${best.contender}.`];
  });
}

/** Who shared the core with others for more than a tenth of some round. */
function disturbed(rows: readonly Row[]): string[] {
  const shared = rows.filter(({ busy }) => busy < 0.9).map(({ contender, busy }) => `${contender} ${percent(busy)}`);
  return shared.length === 0
    ? []
    : [`- Not alone on the core, of whose time they had in their worst round: ${shared.join(', ')}.`];
}

function ofModules({ modules, compile, allocation, workload }: Figures): string[] {
  return modules.flatMap(({ target, bytes, memory: { planned, lowerBound } }) => {
    const memory = `${planned} bytes planned, ${percent(planned / lowerBound - 1)} above the least`;
    const size = `module of ${bytes.plain} bytes, ${bytes.gzip} gzipped`;
    const built = compile[target] ? `; compiled in ${digits(compile[target].compile)} ms` : '';
    const heap = allocation[target];
    const kept = heap
      ? `; ${heap.step.toFixed(0)} bytes of heap a step, its result ${heap.resultAlone.toFixed(0)}`
      : '';
    return workload.entry === 'step' ? [`- ${target}: ${size}; ${memory}${built}${kept}.`] : [];
  });
}

/** The module that keeps to a part of the arena; that it trains with the same losses, the race has shown. */
function ofFrugal({ frugal, modules, workload }: Figures): string[] {
  const whole = modules.find(({ target }) => target === frugal?.target);
  if (!frugal || !whole) return [];
  const part = percent(frugal.memory.arena / whole.memory.arena);
  return [`- ${frugal.target} in ${workload.budget} of its arena: ${frugal.memory.arena} bytes, ${part} of it.`];
}

/** The module for longer sequences against this one's. */
function ofLonger({ longer, modules }: Figures): string[] {
  return (longer?.modules ?? []).map(({ target, bytes }) => {
    const own = modules.find((module) => module.target === target)!.bytes;
    const more = `${bytes.plain} bytes, ${(100 * (bytes.plain / own.plain - 1)).toFixed(2)} % more`;
    return `- ${target}, ${longer!.says}: module of ${more}; compiled in ${digits(longer!.compile[target]!.compile)} ms.`;
  });
}

/** What an app ships that trains W1. */
export function sizesTable(sizes: readonly ShippedSize[] | null): string {
  if (sizes === null) return 'Without the sizes of what an app ships: esbuild is not installed.\n';
  const lines = sizes.map(({ app, gzip }) => `| ${app} | ${(gzip / 1000).toFixed(1)} |`);
  return ['## What an app ships for W1', '', '| | kB, minified, gzipped |', '|---|---|', ...lines, ''].join('\n');
}
