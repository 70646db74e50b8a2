// `npm run bench -- W1 W7`: ours and the peers in turn, each in a process of its own; README.md says how.
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { figuresOf } from './figures.js';
import { installPeers, packages } from './peers.js';
import type { Peak } from './peak.js';
import { jsonOf, node } from './processes.js';
import { rounds } from './race.js';
import { shippedSizes } from './shippedSizes.js';
import { summary, type Run } from './summary.js';
import { sizesTable, table } from './table.js';
import { workloadsOf } from './workloads/index.js';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

installPeers();
const workloads = workloadsOf(process.argv.slice(2));
const machine = { node: process.version, cpu: cpus()[0]?.model, cores: cpus().length, rounds, packages };
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
const versions = new Map(all.flatMap(({ rows }) => rows).map(({ contender, version }) => [contender, version]));
const listed = [
  `Node ${machine.node}`,
  ...Object.entries(packages).map(([name, version]) => `${name} ${version}`),
  ...[...versions].flatMap(([contender, version]) => (version === null ? [] : [`${contender} ${version}`])),
];
console.log(`${machine.cpu}; ${listed.join(', ')}; medians of ${rounds} rounds. All figures: dist/bench/results.json`);
