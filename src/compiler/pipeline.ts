import {
  makeProgram,
  planMemory,
  printProgram,
  verifyProgram,
  type Budget,
  type MemoryPlan,
  type Program,
} from '../kernels/index.js';
import { printGraph, verifyGraph, type Unit } from '../graph/index.js';
import {
  makeSchedule,
  packOutside,
  printSchedule,
  verifySchedule,
  type BackEnd,
  type Emitted,
  type Schedule,
} from '../schedule/index.js';
import { traceUnit } from '../model/index.js';
import { optimize, type Rewrite } from './optimize.js';
import { originsIn } from './originsIn.js';
import { printChoices } from './printChoices.js';
import { printMemory } from './printMemory.js';
import { withinBudget, type WithinBudget } from './withinBudget.js';

/** What a build knows once all stages have run; each stage fills in one field from those before it. */
export interface Line {
  readonly declaration: unknown;
  readonly name: string;
  readonly backEnd: BackEnd;
  readonly prefix: string;
  readonly checkNumerics: boolean;
  readonly inCalls: boolean;
  /** What the arena may take; null for as much as it likes. */
  readonly budget: Budget | null;
  readonly rewrites: Rewrite[];
  unit: Unit;
  optimized: Unit;
  program: Program;
  /** What the budget led to; null without one. */
  rematerialised: WithinBudget | null;
  plan: MemoryPlan;
  schedule: Schedule;
  emitted: Emitted;
}

export interface Stage {
  readonly name: 'trace' | 'optimize' | 'kernels' | 'rematerialise' | 'memory' | 'schedule' | 'code';
  readonly run: (line: Line) => void;
  /** The value that the stage made, as text. */
  readonly print: (line: Line) => string;
  /** What does not hold of it, in words. */
  readonly verify: (line: Line) => readonly string[];
}

const printUnit = ({ entries }: Unit): string =>
  entries.map(({ name, graph }) => `entry ${name}\n${printGraph(graph)}`).join('\n');
const verifyUnit = ({ entries }: Unit): string[] => entries.flatMap(({ graph }) => verifyGraph(graph));

/** The whole way from a model file's export to the text of a target. Inspecting, verifying and timing are loops over this. */
export const stages: readonly Stage[] = [
  {
    name: 'trace',
    run: (line) => (line.unit = traceUnit(line.declaration, line.name)),
    print: ({ unit }) => printUnit(unit),
    verify: ({ unit }) => verifyUnit(unit),
  },
  {
    name: 'optimize',
    run: (line) => (line.optimized = optimize(line.unit, line.rewrites)),
    print: ({ optimized }) => printUnit(optimized),
    verify: ({ optimized }) => verifyUnit(optimized),
  },
  {
    name: 'kernels',
    run: (line) => (line.program = makeProgram(line.optimized, line.checkNumerics ? originsIn(line.unit) : undefined)),
    print: ({ program }) => printProgram(program),
    verify: ({ program }) => verifyProgram(program),
  },
  {
    name: 'rematerialise',
    run: (line) => {
      line.rematerialised = line.budget && withinBudget(line.program, line.budget, line.backEnd.profile);
      line.program = line.rematerialised?.program ?? packOutside(line.program, line.backEnd.profile);
    },
    print: ({ rematerialised, budget }) => (rematerialised && budget ? printChoices(rematerialised, budget) : ''),
    verify: ({ program }) => verifyProgram(program),
  },
  {
    name: 'memory',
    run: (line) => (line.plan = planMemory(line.program)),
    print: ({ program, plan }) => printMemory(program, plan),
    verify: ({ program }) => verifyProgram(program),
  },
  {
    name: 'schedule',
    run: (line) => (line.schedule = makeSchedule(line.program, line.plan, line.backEnd.profile)),
    print: ({ schedule }) => printSchedule(schedule),
    verify: ({ schedule }) => verifySchedule(schedule),
  },
  {
    name: 'code',
    run: (line) => (line.emitted = line.backEnd.emit(line.schedule, { prefix: line.prefix, inCalls: line.inCalls })),
    print: ({ emitted }) => emitted.wasm?.listing ?? emitted.text,
    verify: () => [],
  },
];

/** Runs every stage; `after` sees the line as each one ends. */
export function runLine(
  given: Pick<Line, 'declaration' | 'name' | 'backEnd' | 'prefix' | 'checkNumerics' | 'inCalls' | 'budget'>,
  after: (stage: Stage, line: Line) => void = () => {},
): Line {
  const line = { ...given, rewrites: [] } as unknown as Line;
  for (const stage of stages) {
    stage.run(line);
    after(stage, line);
  }
  return line;
}
