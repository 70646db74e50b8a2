import { fileURLToPath } from 'node:url';
import type { OurModule } from './ourModule.js';
import { node } from './processes.js';
import type { Workload } from './workloads/index.js';

/** Of our own modules, or what a peer's users write. */
export type Language = 'ours' | 'JavaScript' | 'Python';

/** Someone who does a workload, in a process of its own that prints a `Measured`. */
export interface Contender {
  readonly name: string;
  readonly language: Language;
  readonly command: readonly string[];
  /** The cores that its steady steps may use. */
  readonly cores: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Why it is left out, where it is. */
  readonly absent?: string;
}

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const peer = (script: string): string => here(`../../bench/peers/${script}`);

/** One thread for every pool that a Python package may bring. */
const oneThread = {
  OMP_NUM_THREADS: '1',
  MKL_NUM_THREADS: '1',
  OPENBLAS_NUM_THREADS: '1',
  XLA_FLAGS: '--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1',
  JAX_PLATFORMS: 'cpu',
};

export const ours = ({ name }: Workload, { target, path }: OurModule): Contender => ({
  name: `tapeless ${target}`,
  language: 'ours',
  command: node(here('ours.js'), [name, path]),
  cores: '1',
});

/** Ours on two cores; nothing else here uses more than one. */
export const oursThreaded = (workload: Workload, module: OurModule): Contender => ({
  ...ours(workload, module),
  name: 'tapeless wasm, 2 threads',
  command: node(here('ours.js'), [workload.name, module.path, '2']),
  cores: '0,1',
  ...(!module.threads && { absent: 'its create() takes no threads' }),
});

/** Ours with a part of the memory, from a module of its own. */
export const oursFrugal = (workload: Workload, module: OurModule, part: number): Contender => ({
  ...ours(workload, module),
  name: `tapeless ${module.target}, ${part} of the arena`,
});

/** Peers in JavaScript. */
export function scriptPeers({ name, flops }: Workload): Contender[] {
  const contender = (says: string, script: string, ...args: string[]): Contender => ({
    name: says,
    language: 'JavaScript',
    command: node(peer(script), [name, ...args]),
    cores: '1',
  });
  return [
    contender('tfjs wasm', 'tfjs/main.mjs', 'wasm'),
    contender('jax-js wasm', 'jaxjs/main.mjs'),
    {
      ...contender('tfjs cpu', 'tfjs/main.mjs', 'cpu'),
      // It does less than 1 GFLOP/s.
      ...(flops > 1e9 && { absent: 'a step takes seconds' }),
    },
  ];
}

/** Peers in Python, which is asked for them first: they are no part of `bench/package.json`. */
export function pythonPeers({ entry }: Workload, data: string): Contender[] {
  const python = process.env['BENCH_PYTHON'] ?? 'python3';
  const contender = (says: string, script: string, ...args: string[]): Contender => ({
    name: says,
    language: 'Python',
    command: [python, peer(`python/${script}`), data, ...args],
    cores: '1',
    env: oneThread,
  });
  const jax = contender('JAX', 'jax_peer.py');
  const torch = (mode: string): Contender => contender(`PyTorch ${mode}`, 'torch_peer.py', mode);
  if (entry === 'step') return [jax, ...['eager', 'fused', 'compile'].map(torch)];
  return [jax, torch('eager')];
}
