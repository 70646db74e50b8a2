import { fileURLToPath } from 'node:url';
import { checkAgreement, largestDifference } from './agreement.js';
import type { Allocation } from './allocation.js';
import type { CompileTime } from './compileTime.js';
import { ours, oursFrugal, oursThreaded, pythonPeers, scriptPeers, type Contender } from './contenders.js';
import { buildModule, type OurModule } from './ourModule.js';
import { jsonOf, node } from './processes.js';
import { race, type Race } from './race.js';
import { writeWorkload } from './workloadFile.js';
import type { Workload } from './workloads/index.js';

/** All that is found out about one workload. */
export interface Figures extends Race {
  readonly workload: Workload;
  readonly modules: readonly OurModule[];
  /** Of a workload that has a part of its arena as a budget: the module that keeps to it. */
  readonly frugal?: OurModule;
  /** Of a workload that has a longer form: its modules and how long they took to compile, by target. */
  readonly longer?: Longer;
  /** How far apart the contenders' results are at most, relatively. */
  readonly difference: number;
  /** By target; of a training workload. */
  readonly compile: Readonly<Record<string, CompileTime>>;
  /** By target; of a training workload with short steps. */
  readonly allocation: Readonly<Record<string, Allocation>>;
}

/** The same model for longer sequences. */
export interface Longer {
  readonly says: string;
  readonly modules: readonly OurModule[];
  readonly compile: Readonly<Record<string, CompileTime>>;
}

/** What lets a process see each byte of its heap. */
const ofHeap = ['--expose-gc', '--min-semi-space-size=128', '--max-semi-space-size=128'];

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export async function figuresOf(workload: Workload): Promise<Figures> {
  const modules = [await buildModule(workload, 'js'), await buildModule(workload, 'wasm')];
  const [js, wasm] = modules as [OurModule, OurModule];
  const frugal = await frugalModule(workload, wasm);
  const contenders: Contender[] = [
    ours(workload, wasm),
    ours(workload, js),
    oursThreaded(workload, wasm),
    ...(frugal ? [oursFrugal(workload, frugal, workload.budget!)] : []),
    ...scriptPeers(workload),
    ...pythonPeers(workload, writeWorkload(workload)),
  ];
  const raced = race(contenders);
  checkAgreement(workload.name, raced.rows);
  const { name, entry, longer } = workload;
  const trains = entry === 'step';
  const short = raced.rows.every(({ language, median }) => language !== 'ours' || median < 1);
  return {
    workload,
    modules,
    ...(frugal && { frugal }),
    ...(longer && { longer: await longerFigures(longer) }),
    ...raced,
    difference: largestDifference(raced.rows),
    compile: compileTimes(name, trains ? modules : []),
    allocation: byTarget(trains && short ? modules : [], ({ path }) =>
      jsonOf(node(here('allocation.js'), [name, path], ofHeap)),
    ),
  };
}

async function frugalModule(workload: Workload, { target, memory }: OurModule): Promise<OurModule | null> {
  if (workload.budget === undefined) return null;
  return buildModule(workload, target, Math.floor(workload.budget * memory.arena));
}

async function longerFigures(workload: Workload): Promise<Longer> {
  const modules = [await buildModule(workload, 'js'), await buildModule(workload, 'wasm')];
  return { says: workload.says, modules, compile: compileTimes(workload.name, modules) };
}

const compileTimes = (name: string, modules: readonly OurModule[]): Record<string, CompileTime> =>
  byTarget(modules, ({ target }) => jsonOf(node(here('compileTime.js'), [name, target])));

function byTarget<T>(modules: readonly OurModule[], figure: (module: OurModule) => T): Record<string, T> {
  return Object.fromEntries(modules.map((module) => [module.target, figure(module)]));
}
