// One process that measures a generated module: `node ours.js WORKLOAD MODULE [THREADS]`.
import { measure } from './measure.js';
import { openNet } from './openNet.js';

const [name = '', path = '', threads] = process.argv.slice(2);
const options = threads === undefined ? {} : { threads: Number(threads) };
const { start, step } = await openNet(name, path, options);
await measure(start, step);
// Threads would keep the process alive.
process.exit(0);
