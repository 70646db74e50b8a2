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

/** Bytes a call, with a heap so large that nothing is collected meanwhile. */
function bytesOf(call: () => unknown): number {
  for (let k = 0; k < count; k++) call();
  collect();
  const before = process.memoryUsage().heapUsed;
  for (let k = 0; k < count; k++) call();
  return (process.memoryUsage().heapUsed - before) / count;
}

let value = 0;
const result = { step: bytesOf(() => net.step(inputs)), resultAlone: bytesOf(() => ({ loss: (value += 0.1) })) };
process.stdout.write(`${JSON.stringify(result)}\n`);
