import { polynomialAt } from '../base/index.js';
import { capacityOf } from '../kernels/index.js';
import { callsIn } from '../schedule/index.js';
import { budgetReport, type BudgetReport } from './budgetReport.js';
import type { Rewrite } from './optimize.js';
import type { Line } from './pipeline.js';

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
  const budget = budgetReport(line);
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
    entries: entries.map((entry) => ({ name: entry.name, kernels: callsIn(entry.calls).map(({ nest }) => nest) })),
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
