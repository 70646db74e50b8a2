import type { Figures } from './figures.js';
import type { Peak } from './probe.js';
import type { Row } from './race.js';
import type { ShippedSize } from './shippedSizes.js';

const percent = (part: number): string => `${(100 * part).toFixed(part < 0.1 ? 1 : 0)} %`;
/** Three digits that count. */
const digits = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));

/** One workload as Markdown: a line a contender, then what is said of our modules alone. */
export function table(figures: Figures, peak: Peak): string {
  const { workload, rows, absent, difference } = figures;
  const does = workload.entry === 'step' ? '; forward, loss, backward, Adam' : '; the output is read';
  const fastest = rows[0]!;
  return [
    `## ${workload.name}: ${workload.says}${does}`,
    '',
    `| | ms a step | ${fastest.contender} is faster by | GFLOP/s | of the peak | first step, ms |`,
    '|---|---|---|---|---|---|',
    ...rows.map((row) => line(row, fastest, workload.flops, peak)),
    '',
    ...versus(rows),
    `- Results agree to ${difference.toExponential(1)}.`,
    ...ofModules(figures),
    `- A core's peak is ${digits(peak.separate)} GFLOP/s by f32x4.mul and f32x4.add, ${fusedPeak(peak)}.`,
    ...absent.map(({ contender, reason }) => `- Without ${contender}: ${reason}.`),
    '',
  ].join('\n');
}

const fusedPeak = ({ fused }: Peak): string =>
  fused === null ? 'and this engine has no f32x4.relaxed_madd' : `${digits(fused)} by f32x4.relaxed_madd`;

function line(row: Row, reference: Row, flops: number, peak: Peak): string {
  const speed = flops / row.median / 1e6;
  const ratio = row === reference ? '' : `${digits(row.median / reference.median)}x`;
  const cells = [row.contender, digits(row.median), ratio, digits(speed), percent(speed / peak.separate)];
  return `| ${[...cells, digits(row.first)].join(' | ')} |`;
}

/** Ours against the best in JavaScript, and against the best of all. */
function versus(rows: readonly Row[]): string[] {
  const reference = rows[0]!;
  const peers = rows.filter(({ ours }) => !ours);
  const inPython = (row: Row): boolean => /^(JAX|PyTorch)/.test(row.contender);
  return [
    ['JavaScript', peers.filter((row) => !inPython(row))] as const,
    ['Python', peers.filter(inPython)] as const,
  ].flatMap(([language, group]) => {
    if (group.length === 0) return [];
    const best = group.reduce((a, b) => (b.median < a.median ? b : a));
    return [
      `- ${digits(best.median / reference.median)} times the speed of the best in ${language}, ${best.contender}.`,
    ];
  });
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

/** What an app ships that trains W1. */
export function sizesTable(sizes: readonly ShippedSize[] | null): string {
  if (sizes === null) return 'Without the sizes of what an app ships: esbuild is not installed.\n';
  const lines = sizes.map(({ app, gzip }) => `| ${app} | ${(gzip / 1000).toFixed(1)} |`);
  return ['## What an app ships for W1', '', '| | kB, minified, gzipped |', '|---|---|', ...lines, ''].join('\n');
}
