import { overBudget } from '../base/index.js';
import {
  arenaOf,
  leastArena,
  rematerialise,
  type Buffer,
  type Budget,
  type Program,
  type Rematerialised,
} from '../kernels/index.js';
import { packOutside, packWithin, type Profile } from '../schedule/index.js';

/** A program whose arena keeps to a budget, copies of packed operands included. */
export interface WithinBudget extends Rematerialised {
  /** Operands of products in loops that are packed in each iteration, since there is no room for a copy. */
  readonly unpacked: readonly Buffer[];
}

/**
 * Values are computed again until the program keeps to its budget; what room that leaves goes to copies of packed operands.
 * @throws TapelessError with the least that can be had, where that is more.
 */
export function withinBudget(given: Program, budget: Budget, profile: Profile): WithinBudget {
  const { bytes, batch } = budget;
  const exact = !profile.doubles;
  const before = arenaOf(packOutside(given, profile), batch);
  const found = rematerialise(given, budget, exact);
  if (found.after > bytes) {
    const least = leastArena(given, batch, exact);
    throw overBudget({ name: given.name, budget: bytes, batch, least, usual: before });
  }
  const { program, unpacked } = packWithin(found.program, profile, (one) => arenaOf(one, batch) <= bytes);
  return { program, choices: found.choices, unpacked, before, after: arenaOf(program, batch) };
}
