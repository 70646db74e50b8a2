// `npm run bench -- W1 W7`: ours and the peers in turn, each in a process of its own; README.md says how.
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { figuresOf } from './figures.js';
import { installPeers } from './peers.js';
import type { Peak } from './probe.js';
import { jsonOf, node } from './processes.js';
import { rounds } from './race.js';
import { shippedSizes } from './shippedSizes.js';
import { summary, type Run } from './summary.js';
import { sizesTable, table } from './table.js';
import { workloadsOf } from './workloads/index.js';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

installPeers();
const workloads = workloadsOf(process.argv.slice(2));
const machine = { node: process.version, cpu: cpus()[0]?.model, cores: cpus().length, rounds };
const shipped = await shippedSizes();
const all: Run[] = [];
for (const workload of workloads) {
  const figures = await figuresOf(workload);
  // Right behind the race, so that a core that others use is measured as it is now.
  const peak = jsonOf<Peak>(node(here('probe.js')), { cores: '1' });
  console.log(table(figures, peak));
  all.push({ ...figures, peak });
  // After each, so that a long run that is broken off has not been for nothing.
  writeFileSync(here('results.json'), `${JSON.stringify({ machine, shipped, workloads: all }, null, 2)}\n`);
}
console.log(`${summary(all)}${sizesTable(shipped)}`);
console.log(
  `Node ${machine.node}, ${machine.cpu}, medians of ${rounds} rounds; all figures in dist/bench/results.json`,
);
