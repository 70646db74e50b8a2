import { problem, typeOf } from './problem.js';
import type { AnyWorker, Options, Team, WasmNet, WasmUnit } from './unit.js';

// Threads agree by the first words of memory: 0 the call's number and, in its low byte, how many threads take part; 1 how
// many have come to a meeting; 2 how many workers are ready; 3 which entry point; 4 N; 5 the capacity; 6 where the first
// worker's scratch memory begins; 7 its bytes; 8 stays 0.

/** Starts the workers of an instance; until they are ready, and where there can be none, one thread computes. */
export function startWorkers(net: WasmNet, options: Options = {}, url = ''): void {
  const { threads = 1, createWorker, keepLast = false } = options;
  if (!Number.isInteger(threads) || threads < 1 || threads > 64) {
    const found = typeof threads === 'number' ? threads : typeOf(threads);
    throw problem('bad-option', `create: threads must be a whole number from 1 to 64, found ${found}.`);
  }
  if (threads === 1) return;
  const { exports, memory } = net;
  const words = new Int32Array(memory.buffer, 0, 16);
  const [begin, rest] = [() => wake(net), (spins: number) => lookAtClock(net, spins)];
  Object.assign(net, { words, workers: [], keepLast, more: threads - 1, begin, rest });
  net.program = Object.fromEntries(
    Object.keys(exports).map((name, k) => [name, (N: number, C: number) => runShared(net, name, k, N, C)]),
  );
  net.views = net.grow(net.capacity);
  try {
    if (globalThis.crossOriginIsolated === false) throw new Error('the page is not cross-origin isolated');
    for (let k = 1; k < threads; k++) addWorker(net, createWorker, url);
  } catch (error) {
    onlyOne(net, error);
  }
}

function addWorker(net: WasmNet, createWorker: Options['createWorker'], url: string): void {
  const options = { type: 'module', name: 'tapeless', workerData: 'tapeless', execArgv: [] } as const;
  const make = nodeThreads()?.Worker ?? (Worker as unknown as new (url: URL, given: object) => AnyWorker);
  const worker = createWorker ? createWorker(options) : new make(new URL(url), options);
  net.workers.push(worker);
  const gone = (): void => {
    if (!net.workers.includes(worker)) return;
    if (Atomics.load(net.words, 2) > 0) net.lost = true;
    else onlyOne(net, new Error('a worker could not be started'));
  };
  worker.onerror = gone;
  worker.on?.('error', gone).on('exit', gone);
  worker.unref?.();
  worker.postMessage([net.compiled, net.memory]);
}

function nodeThreads() {
  const { process } = globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } };
  return process?.getBuiltinModule?.('node:worker_threads') as
    | {
        readonly Worker: new (url: URL, given: object) => AnyWorker;
        readonly workerData: unknown;
        readonly parentPort: typeof globalThis | null;
      }
    | undefined;
}

/** Says so once for all instances of a unit. */
function onlyOne(net: WasmNet, error: unknown): void {
  dispose(net);
  const unit = net.unit as WasmUnit;
  if (!unit.warned) console.warn(`Tapeless computes with one thread: ${String((error as Error).message)}.`);
  unit.warned = true;
}

/** Ends the workers; the instance goes on with one thread. */
export function dispose(net: WasmNet): void {
  net.workers?.splice(0).forEach((worker) => void worker.terminate());
}

/** The instance, unless a worker died while it changed the state. */
export function whole(net: WasmNet): WasmNet {
  if (net.torn) {
    const mend = 'load() what was saved before, or use create({ keepLast: true })';
    throw problem('torn-state', `A worker died in the middle of an update, so the state is that of no step: ${mend}.`);
  }
  return net;
}

/** Runs an entry point with all workers that are ready. */
function runShared(net: WasmNet, name: string, entry: number, N: number, C: number): void {
  const { exports, unit, words } = net;
  if (net.lost) {
    net.lost = false;
    dispose(net);
    throw problem('worker-died', 'A worker died. Nothing was changed, and further calls run on one thread.');
  }
  net.parts = exports['parts']!.value = net.workers.length && Atomics.load(words, 2) + 1;
  const run = exports[name] as unknown as (N: number, C: number) => void;
  if (net.parts < 2) return run(N, C);
  const kept = net.keepLast && unit.variables.map(({ view }) => net.views[view]!.slice());
  const end = unit.bytes(C);
  words.set([entry, N, C, end, unit.bytes(C, 1) - end], 3);
  net.goal = -net.parts;
  try {
    run(N, C);
    if (net.goal >= 0) meet(net);
  } catch (error) {
    // No worker that still lives comes any further.
    Atomics.store(words, 1, -(2 ** 31));
    dispose(net);
    if (kept) unit.variables.forEach(({ view }, k) => net.views[view]!.set(kept[k]!));
    else net.torn = name === 'step' || name === 'run';
    throw error;
  }
}

/** All threads of a call come here the same number of times, and go on once all have come; the first time it only begins. */
export function meet(team: Team): void {
  const { words, parts } = team;
  team.goal += parts;
  if (team.goal === 0) return team.begin();
  Atomics.add(words, 1, 1);
  for (let spins = 1; Atomics.load(words, 1) < team.goal; spins++) if (spins % 65536 === 0) team.rest(spins);
}

/** Publishes what to run: from here on all threads are on their way to the first shared kernel. */
function wake(net: WasmNet): void {
  const { words, parts } = net;
  net.began = performance.now();
  Atomics.store(words, 1, 0);
  Atomics.store(words, 0, (((words[0]! >>> 8) + 1) << 8) | parts);
  Atomics.notify(words, 0);
}

/** Gives up when others take far longer than this thread took. Time in which the machine slept does not count. */
function lookAtClock(net: WasmNet, spins: number): void {
  const now = performance.now();
  if (spins === 65536) net.patience = 4000 + 9 * (now - net.began);
  else net.patience -= Math.min(now - net.looked, 99);
  net.looked = now;
  if (net.patience > 0) return;
  const then = net.keepLast ? 'The state is as it was before' : 'The state may be torn: save() refuses until load()';
  throw problem('worker-died', `A worker died during a call. ${then}; further calls run on one thread.`);
}

/** In a worker that an instance has started: waits for what it sends. */
export function joinThreads(): void {
  const node = nodeThreads();
  const name: unknown = node ? node.workerData : !globalThis.document && (globalThis as { name?: unknown }).name;
  if (name === 'tapeless') (node?.parentPort ?? globalThis).onmessage = ({ data }) => work(data as never);
}

/** A worker's life: it runs its part of each call that it takes part in, and sleeps between them. */
function work([compiled, memory]: [WebAssembly.Module, WebAssembly.Memory]): void {
  const words = new Int32Array(memory.buffer, 0, 16);
  const rest = (): void => void Atomics.wait(words, 8, 0, 0.05);
  const team: Team = { words, goal: 0, parts: 1, begin: () => undefined, rest };
  const { exports } = new WebAssembly.Instance(compiled, { host: { memory, meet: () => meet(team) } });
  const runs = Object.values(exports) as ((N: number, C: number) => void)[];
  const [part, parts, scratch] = ['part', 'parts', 'scratch'].map((name) => exports[name] as WebAssembly.Global);
  let seen = Atomics.load(words, 0);
  const own = (part!.value = Atomics.add(words, 2, 1) + 1);
  for (;;) {
    for (let spins = 0; Atomics.load(words, 0) === seen; spins++) if (spins > 50000) Atomics.wait(words, 0, seen);
    seen = Atomics.load(words, 0);
    team.parts = parts!.value = seen & 255;
    if (own >= team.parts) continue;
    team.goal = -team.parts;
    scratch!.value = words[6]! + (own - 1) * words[7]!;
    runs[words[3]!]!(words[4]!, words[5]!);
    Atomics.add(words, 1, 1);
  }
}
