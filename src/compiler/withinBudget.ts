import { overBudget } from '../base/index.js';
import { leastArena, rematerialise, type Budget, type Program, type Rematerialised } from '../kernels/index.js';
import type { Profile } from '../schedule/index.js';

/**
 * A program whose arena keeps to a budget.
 * @throws TapelessError with the least that can be had, where that is more.
 */
export function withinBudget(program: Program, budget: Budget, { doubles }: Profile): Rematerialised {
  const found = rematerialise(program, budget, !doubles);
  if (found.after <= budget.bytes) return found;
  const least = leastArena(program, budget.batch, !doubles);
  throw overBudget({ name: program.name, budget: budget.bytes, batch: budget.batch, least, usual: found.before });
}
