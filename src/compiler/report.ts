import { polynomialAt } from '../base/index.js';
import { capacityOf } from '../kernels/index.js';
import type { Schedule } from '../schedule/index.js';
import type { Rewrite } from './optimize.js';
import type { Line } from './pipeline.js';
import { choiceText, summaryOf } from './printChoices.js';

/** What a build found out about one kernel. */
export interface KernelReport {
  readonly name: string;
  readonly title: string;
  /** `file:line:column` of the user's lines. */
  readonly sources: readonly { readonly file: string; readonly line: number; readonly column: number }[];
  readonly reasons: readonly string[];
  /** Floating-point operations of one run for N. */
  readonly operations: (n: number) => number;
  readonly bounds: { readonly proved: number; readonly guarded: number };
}

/** A kernel that runs again, so that what it makes is not kept meanwhile. */
export interface Recomputed {
  readonly entry: string;
  readonly kernel: string;
  /** Names of what is made again and read, and of what it is made from. */
  readonly makes: readonly string[];
  readonly reads: readonly string[];
  /** The calls of the entry point between which its bytes are free for others. */
  readonly from: number;
  readonly to: number;
  /** For the batch that the budget is for. */
  readonly bytes: number;
  readonly operations: number;
  /** All of that in a sentence. */
  readonly reason: string;
}

/** What a memory budget led to. Bytes are those of the arena, for the batch that the budget is for. */
export interface BudgetReport {
  readonly bytes: number;
  readonly batch: number;
  /** What the arena would take without the budget. */
  readonly before: number;
  readonly after: number;
  readonly recomputed: readonly Recomputed[];
  /** In a sentence: bytes before and after, and the operations that are added. */
  readonly summary: string;
}

/** What a build found out about one model or program. */
export interface UnitReport {
  readonly name: string;
  /** Milliseconds of each stage. */
  readonly times: Readonly<Record<string, number>>;
  readonly kernels: readonly KernelReport[];
  /** For each entry point the kernels that it calls, by position in `kernels`. */
  readonly entries: readonly { readonly name: string; readonly kernels: readonly number[] }[];
  /** Bytes for N: what the plan takes, the most that is live at one moment, and what of the plan is the arena. */
  readonly memory: {
    readonly planned: (n: number) => number;
    readonly lowerBound: (n: number) => number;
    readonly arena: (n: number) => number;
  };
  /** What a memory budget led to; absent without one. */
  readonly budget?: BudgetReport;
  readonly rewrites: readonly Rewrite[];
  /** Broken invariants and changed meanings found under `verify`; empty if all is well. */
  readonly faults: readonly string[];
}

export function reportOf(line: Line, times: Readonly<Record<string, number>>, faults: readonly string[]): UnitReport {
  const { name, nests, entries, memory } = line.schedule;
  const budget = budgetOf(line);
  const kernelsOf = (calls: Schedule['entries'][number]['calls']): number[] =>
    calls.flatMap((c) => (c.kind === 'call' ? [c.nest] : kernelsOf(c.body)));
  return {
    name,
    times,
    kernels: nests.map((nest) => ({
      name: nest.name,
      title: nest.title,
      sources: nest.sources,
      reasons: nest.reasons,
      operations: (n) => polynomialAt(nest.work, n),
      bounds: nest.bounds,
    })),
    entries: entries.map((entry) => ({ name: entry.name, kernels: kernelsOf(entry.calls) })),
    memory: {
      planned: memory.planned,
      lowerBound: memory.lowerBound,
      arena: (n) => polynomialAt(memory.arena, capacityOf(n)),
    },
    ...(budget && { budget }),
    rewrites: line.rewrites,
    faults,
  };
}

function budgetOf({ budget, rematerialised }: Pick<Line, 'budget' | 'rematerialised'>): BudgetReport | null {
  if (!budget || !rematerialised) return null;
  const { before, after, choices } = rematerialised;
  const names = (buffers: readonly { readonly name: string }[]): string[] => buffers.map((buffer) => buffer.name);
  const recomputed = choices.map((choice) => {
    return { ...choice, makes: names(choice.makes), reads: names(choice.reads), reason: choiceText(choice) };
  });
  return { ...budget, before, after, recomputed, summary: summaryOf(rematerialised, budget) };
}
