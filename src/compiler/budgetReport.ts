import type { Line } from './pipeline.js';
import { choiceText, summaryOf } from './printChoices.js';

/** What is made again, so that it is not kept meanwhile. */
export interface Recomputed {
  readonly entry: string;
  /** Names of what is made again and read, and of what it is made from. */
  readonly makes: readonly string[];
  readonly reads: readonly string[];
  /** The moments of the memory plan between which its bytes are free for others. */
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
  /** Names of operands that products in loops pack in each iteration, since there is no room for a copy before the loop. */
  readonly unpacked: readonly string[];
  /** In a sentence: bytes before and after, and the operations that are added. */
  readonly summary: string;
}

export function budgetReport({ budget, rematerialised }: Pick<Line, 'budget' | 'rematerialised'>): BudgetReport | null {
  if (!budget || !rematerialised) return null;
  const { before, after, choices, unpacked } = rematerialised;
  const names = (buffers: readonly { readonly name: string }[]): string[] => buffers.map((buffer) => buffer.name);
  const recomputed = choices.map((choice) => {
    return { ...choice, makes: names(choice.makes), reads: names(choice.reads), reason: choiceText(choice) };
  });
  return {
    ...budget,
    before,
    after,
    recomputed,
    unpacked: names(unpacked),
    summary: summaryOf(rematerialised, budget),
  };
}
