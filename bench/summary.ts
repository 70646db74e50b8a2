import type { Figures } from './figures.js';
import { digits, percent } from './numerals.js';
import type { Peak } from './peak.js';
import type { Row } from './race.js';

/** A workload's figures, and what the core could do at that time. */
export interface Run extends Figures {
  readonly peak: Peak;
}

/** All workloads side by side, a line a contender: milliseconds of a step, and GFLOP/s of the products of matrices. */
export function summary(runs: readonly Run[]): string {
  const isProduct = ({ workload }: Run): boolean => workload.net.kind === 'product';
  return [
    matrix(
      'Milliseconds a step, and how many times as long as ours',
      runs.filter((run) => !isProduct(run)),
      length,
    ),
    matrix('Products of matrices in GFLOP/s, and of the peak', runs.filter(isProduct), speed),
  ].join('');
}

type Cell = (row: Row, run: Run) => string;

const length: Cell = (row, { rows: [ours] }) =>
  row === ours ? digits(row.median) : `${digits(row.median)} (${digits(row.median / ours!.median)})`;

const speed: Cell = (row, { workload: { flops }, peak }) => {
  const perSecond = flops / row.median / 1e6;
  return `${digits(perSecond)} (${percent(perSecond / peak.separate)})`;
};

function matrix(title: string, runs: readonly Run[], cell: Cell): string {
  if (runs.length === 0) return '';
  const contenders = [...new Set(runs.flatMap(({ rows }) => rows.map(({ contender }) => contender)))];
  const line = (cells: readonly string[]): string =>
    `|${cells.map((text) => (text === '' ? ' |' : ` ${text} |`)).join('')}`;
  const of = (contender: string, run: Run): string => {
    const row = run.rows.find((candidate) => candidate.contender === contender);
    return row ? cell(row, run) : '';
  };
  return [
    `## ${title}`,
    '',
    line(['', ...runs.map(({ workload }) => workload.name.replace('matmul-', ''))]),
    `|---|${'---|'.repeat(runs.length)}`,
    ...contenders.map((contender) => line([contender, ...runs.map((run) => of(contender, run))])),
    '',
    '',
  ].join('\n');
}
