import { fileURLToPath } from 'node:url';
import { checkAgreement, largestDifference } from './agreement.js';
import type { Allocation } from './allocation.js';
import type { CompileTime } from './compileTime.js';
import { ours, oursThreaded, pythonPeers, scriptPeers } from './contenders.js';
import { buildModule, type OurModule } from './ourModule.js';
import { jsonOf, node } from './processes.js';
import { race, type Race } from './race.js';
import { writeWorkload } from './workloadFile.js';
import type { Workload } from './workloads/index.js';

/** All that is found out about one workload. */
export interface Figures extends Race {
  readonly workload: Workload;
  readonly modules: readonly OurModule[];
  /** How far apart the contenders' results are at most, relatively. */
  readonly difference: number;
  /** By target; of a training workload. */
  readonly compile: Readonly<Record<string, CompileTime>>;
  /** By target; of a training workload with short steps. */
  readonly allocation: Readonly<Record<string, Allocation>>;
}

/** What lets a process see each byte of its heap. */
const ofHeap = ['--expose-gc', '--min-semi-space-size=128', '--max-semi-space-size=128'];

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export async function figuresOf(workload: Workload): Promise<Figures> {
  const modules = [await buildModule(workload, 'js'), await buildModule(workload, 'wasm')];
  const [js, wasm] = modules as [OurModule, OurModule];
  const contenders = [
    ours(workload, wasm),
    ours(workload, js),
    oursThreaded(workload, wasm),
    ...scriptPeers(workload),
    ...pythonPeers(workload, writeWorkload(workload)),
  ];
  const raced = race(contenders);
  checkAgreement(workload.name, raced.rows);
  const { name, entry } = workload;
  const trains = entry === 'step';
  const short = raced.rows.every(({ language, median }) => language !== 'ours' || median < 1);
  return {
    workload,
    modules,
    ...raced,
    difference: largestDifference(raced.rows),
    compile: byTarget(trains ? modules : [], ({ target }) => jsonOf(node(here('compileTime.js'), [name, target]))),
    allocation: byTarget(trains && short ? modules : [], ({ path }) =>
      jsonOf(node(here('allocation.js'), [name, path], ofHeap)),
    ),
  };
}

function byTarget<T>(modules: readonly OurModule[], figure: (module: OurModule) => T): Record<string, T> {
  return Object.fromEntries(modules.map((module) => [module.target, figure(module)]));
}
