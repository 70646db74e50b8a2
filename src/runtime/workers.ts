import { problem, typeOf } from './problem.js';
import type { AnyWorker, Options, Port, Team, WasmNet, WorkerOptions } from './unit.js';

// Threads agree by the first words of memory: 0 the call's number, and in its low byte how many threads take part;
// 1 how many have come to the next meeting; 2 how many workers are ready; 3 which entry point; 4 N; 5 the capacity;
// 6 where the first worker's scratch memory begins; 7 how long it is; 8 stays 0.

/** Workers that run shared kernels with this thread, from when they are ready. */
export function startWorkers(net: WasmNet, options: Options = {}, url?: string): void {
  const { threads = 1, createWorker, keepLast = false } = options;
  if (!Number.isInteger(threads) || threads < 1 || threads > 64) {
    const found = typeof threads === 'number' ? threads : typeOf(threads);
    throw problem('bad-option', `create: threads must be a whole number from 1 to 64, found ${found}.`);
  }
  if (threads === 1 || !net.program['parts']) return;
  const make = createWorker ?? (url && ((given: WorkerOptions) => workerOf(url, given)));
  if (globalThis.crossOriginIsolated === false) return alone(net, 'the page is not cross-origin isolated');
  if (!make) return alone(net, 'the module has no file of its own that a worker could load; pass createWorker');
  const { memory, program, unit } = net;
  const words = new Int32Array(memory.buffer, 0, 16);
  const team: Team = { words, workers: [], goal: 0, parts: 1, keepLast, begin, rest };
  net.grow(net.capacity);
}
