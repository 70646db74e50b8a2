// One process that finds out how many multiply-adds a core does in a second: `node probe.js`.
import { measurePeak } from './peak.js';

process.stdout.write(`${JSON.stringify(measurePeak())}\n`);
