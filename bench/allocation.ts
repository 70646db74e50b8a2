// One process that measures what a steady step leaves on the JS heap: `node --expose-gc allocation.js WORKLOAD MODULE`.
import { openNet } from './openNet.js';

/** Bytes of a step, and of a result like its own that holds nothing else. */
export interface Allocation {
  readonly step: number;
  readonly resultAlone: number;
}

const [name = '', path = ''] = process.argv.slice(2);
const { call } = await openNet(name, path);
const collect = (globalThis as { gc?: () => void }).gc!;
const count = 2000;
const kept = new Array<unknown>(count).fill(null);

/** Bytes that a call leaves, in a young generation so large that nothing is collected meanwhile. */
function bytesOf(call: () => unknown): number {
  const run = (): void => {
    for (let k = 0; k < count; k++) kept[k] = call();
  };
  // The compiler's own work is over after a few rounds; the least of the others is what the calls need.
  const rounds = Array.from({ length: 20 }, () => {
    kept.fill(null);
    collect();
    const before = process.memoryUsage().heapUsed;
    run();
    return (process.memoryUsage().heapUsed - before) / count;
  });
  return Math.min(...rounds.slice(10));
}

const numbers = new Float32Array(1);
// Results are kept, or an optimizing compiler would leave out what no one reads.
const result: Allocation = { step: bytesOf(call), resultAlone: bytesOf(() => ({ loss: numbers[0]! })) };
process.stdout.write(`${JSON.stringify(result)}\n`);
