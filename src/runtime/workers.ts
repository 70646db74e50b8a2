import { problem, typeOf } from './problem.js';
import type { AnyWorker, Host, NodeThreads, Options, Team, WasmNet } from './unit.js';

// Threads agree by the first words of memory: 0 the call's number and, in its low byte, how many threads take part; 1 how
// many have come to a meeting; 2 how many workers are ready; 3 which entry point; 4 N; 5 the capacity; 6 where the first
// worker's scratch memory begins; 7 its bytes; 8 stays 0.

/** Starts the workers of an instance. Until they are ready, and where there can be none, one thread computes. */
export function startWorkers(net: WasmNet, options: Options = {}, url?: string): void {
  const { threads = 1, createWorker, keepLast } = options;
  if (createWorker !== undefined && typeof createWorker !== 'function')
    throw problem('bad-option', `create: createWorker must be a function, found ${typeOf(createWorker)}.`);
  if (!Number.isInteger(threads) || threads < 1 || threads > 64)
    throw problem('bad-option', `create: threads must be a whole number from 1 to 64, found ${String(threads)}.`);
  if (threads === 1) return;
  const isolated = (globalThis as unknown as Host).crossOriginIsolated !== false;
  if (!isolated || !(createWorker ?? url)) {
    const mend = isolated ? 'createWorker' : 'a cross-origin isolated page';
    if (!net.unit.warned) console.warn(`Tapeless computes with one thread: more need ${mend}.`);
    net.unit.warned = true;
    return;
  }
  const words = new Int32Array(net.memory.buffer, 0, 16);
  Object.assign(net, { words, workers: [], keepLast, more: threads - 1 });
  const runs = Object.keys(net.exports).map((name, k) => [
    name,
    (N: number, C: number) => runShared(net, name, k, N, C),
  ]);
  net.program = Object.fromEntries(runs) as WasmNet['program'];
  net.views = net.grow(net.capacity);
  try {
    while (net.workers.length < threads - 1) addWorker(net, createWorker, url);
  } catch (error) {
    dispose(net);
    throw error;
  }
}

function addWorker(net: WasmNet, createWorker: Options['createWorker'], url: string | undefined): void {
  const given = { type: 'module', name: 'tapeless', workerData: 'tapeless', execArgv: [] } as const;
  const own = (): AnyWorker => new (nodeThreads() ?? (globalThis as unknown as Host)).Worker(new URL(url!), given);
  const worker = createWorker ? createWorker(given) : own();
  if (typeof worker?.postMessage !== 'function')
    throw problem('bad-option', `create: createWorker must give a Worker, found ${typeOf(worker)}.`);
  worker.onerror = () => (net.lost = true);
  worker.on?.('error', worker.onerror).on('exit', worker.onerror);
  worker.unref?.();
  worker.postMessage([net.compiled, net.memory]);
  net.workers.push(worker);
}

/** What Node has instead of a worker's globals. */
function nodeThreads(): NodeThreads | undefined {
  return (globalThis as unknown as Host).process?.getBuiltinModule?.('node:worker_threads');
}

/** Ends the workers; the instance goes on with one thread. */
export function dispose({ workers }: WasmNet): void {
  workers?.splice(0).forEach((worker) => void worker.terminate());
}

/** The instance, unless a worker died while it changed the state. */
export function whole(net: WasmNet): WasmNet {
  if (net.torn) throw net.torn;
  return net;
}

/** Runs an entry point with all workers that are ready. */
function runShared(net: WasmNet, name: string, entry: number, N: number, C: number): void {
  const { exports, unit, words, workers } = net;
  net.parts = exports['parts']!.value = workers.length && Atomics.load(words, 2) + 1;
  const kept = net.keepLast && net.state.map((values) => values.slice());
  const end = unit.bytes(C);
  words.set([entry, N, C, end, unit.bytes(C, 1) - end], 3);
  net.goal = -net.parts;
  try {
    if (net.lost && net.parts)
      throw problem(
        'worker-died',
        'A worker died or could not start. Nothing was changed; from here on one thread computes.',
      );
    (exports[name] as unknown as WasmNet['program'][string])(N, C);
    if (net.goal >= 0 && net.parts > 1) meet(net);
  } catch (error) {
    // Whoever still lives comes no further.
    words[1] = -(2 ** 31);
    dispose(net);
    if (kept) net.state.forEach((values, k) => values.set(kept[k]!));
    else if (net.goal >= 0 && name !== 'predict' && name !== 'evaluate') {
      net.torn = error as Error;
      net.torn.message += ' The state may be torn in the middle of an update: load() a whole one first.';
    }
    throw error;
  }
}

/** All threads of a call come here as often, and go on once all have come; the first time the call only begins. */
export function meet(team: Team): void {
  const { words, parts, workers } = team;
  team.goal += parts;
  if (team.goal === 0) {
    if (workers) wake(team);
    return;
  }
  Atomics.add(words, 1, 1);
  const start = performance.now();
  let [last, waited] = [start, 0];
  for (let spins = 1; Atomics.load(words, 1) < team.goal; spins++) {
    if (spins % 16384 > 0) continue;
    // A page's own thread must not sleep.
    if (!globalThis.document) Atomics.wait(words, 8, 0, 0.05);
    const now = performance.now();
    // Not the time in which the machine slept.
    waited += Math.min(now - last, 20);
    last = now;
    if (workers && waited > 4000 + 9 * (start - team.began))
      throw problem('worker-died', 'A worker died during a call. From here on one thread computes.');
  }
}

function wake(team: Team): void {
  const { words, parts } = team;
  team.began = performance.now();
  Atomics.store(words, 1, 0);
  Atomics.store(words, 0, (((words[0]! >>> 8) + 1) << 8) | parts);
  Atomics.notify(words, 0);
}

/** In a worker that an instance has started: waits for what it sends. */
export function joinThreads(): void {
  const node = nodeThreads();
  const { document, name } = globalThis as unknown as Host;
  if ((node ? node.workerData : !document && name) !== 'tapeless') return;
  (node?.parentPort ?? (globalThis as unknown as Host)).onmessage = ({ data }) => work(...data);
}

/** A worker's life: it runs its part of each call that it takes part in, and sleeps between them. */
function work(compiled: WebAssembly.Module, memory: WebAssembly.Memory): void {
  const words = new Int32Array(memory.buffer, 0, 16);
  const team: Team = { words, goal: 0, parts: 1, began: 0 };
  const { exports } = new WebAssembly.Instance(compiled, { host: { memory, meet: () => meet(team) } });
  const { part, parts, scratch } = exports as unknown as WasmNet['exports'];
  let seen = Atomics.load(words, 0);
  const own = (part!.value = Atomics.add(words, 2, 1) + 1);
  for (;;) {
    for (let spins = 0; Atomics.load(words, 0) === seen; spins++) if (spins > 16384) Atomics.wait(words, 0, seen);
    seen = Atomics.load(words, 0);
    team.parts = parts!.value = seen & 255;
    if (own >= team.parts) continue;
    const [, , , entry, N, C, first, bytes] = words as unknown as [0, 0, 0, number, number, number, number, number];
    team.goal = -team.parts;
    scratch!.value = first + (own - 1) * bytes;
    (Object.values(exports)[entry] as WasmNet['program'][string])(N, C);
    Atomics.add(words, 1, 1);
  }
}
