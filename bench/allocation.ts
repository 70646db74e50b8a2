// One process that measures what a steady step leaves on the JS heap: `node --expose-gc allocation.js WORKLOAD MODULE`.
import { pathToFileURL } from 'node:url';
import { dataOf, workloadOf } from './workloads.js';

interface Net {
  step(inputs: object): { readonly loss: number };
}

const [name = '', path = ''] = process.argv.slice(2);
const { x, y } = dataOf(workloadOf(name));
const inputs = { x: x.data, y: y.data };
const { create } = (await import(pathToFileURL(path).href)) as { create: () => Net };
const net = create();
const collect = (globalThis as { gc?: () => void }).gc!;
const count = 20_000;
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
const result = { step: bytesOf(() => net.step(inputs)), resultAlone: bytesOf(() => ({ loss: numbers[0]! })) };
process.stdout.write(`${JSON.stringify(result)}\n`);
