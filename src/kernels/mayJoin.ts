import type { Extent } from '../base/index.js';
import type { Tensor } from '../graph/index.js';
import { mustPass, type Group, type Groups } from './groups.js';
import type { Computation } from './lower.js';
import { isElementwise, isHeavy, relationOf } from './relation.js';

/** Whether two groups can be one kernel that computes everything once and keeps every order. */
export function mayJoin(a: Group, b: Group, groups: Groups): boolean {
  if (!compatible(a.space, b.space)) return false;
  const members = [...a.members, ...b.members];
  const heavy = a.heavy || b.heavy;
  if (members.some((c) => c.alone)) return false;
  if (heavy && !suitsHeavy(members, Math.max(a.space.length, b.space.length))) return false;
  const totals = members.filter((c) => c.made[0]!.axes.length === 0).length;
  if (totals > 0 && totals < members.length && !endsInTotals(members, groups)) return false;
  if (!staysInStep(members, heavy, groups) || !overwritesSafely(members, groups)) return false;
  return !mustPass(a, b, groups) && !mustPass(b, a, groups);
}

/** One space is a prefix of the other. */
export const compatible = (a: readonly Extent[], b: readonly Extent[]): boolean =>
  a.slice(0, b.length).every((extent, k) => extent === b[k]);

/** A tiled reduction takes only element-wise company of its own shape. */
function suitsHeavy(members: readonly Computation[], rank: number): boolean {
  if (members.filter(isHeavy).length > 1) return false;
  return members.every((c) => c.made[0]!.axes.length === rank && (isHeavy(c) || c.reduced.length === 0));
}

/** A total over everything joins what it adds up only if nothing else comes out of it. */
function endsInTotals(members: readonly Computation[], { constraints, readers }: Groups): boolean {
  const all = new Set(members);
  const leaves = (tensor: Tensor): boolean =>
    constraints.needed.has(tensor) || (readers.get(tensor) ?? []).some((c) => !all.has(c));
  return members.every((c) => c.made.every(({ tensor, axes }) => axes.length === 0 || !leaves(tensor)));
}

/** Every value that passes inside the group does so in step; beside a tiled reduction, element by element. */
function staysInStep(members: readonly Computation[], heavy: boolean, { lowered }: Groups): boolean {
  const all = new Set(members);
  return members.every((c) =>
    c.loads.every((load) => {
      const producer = lowered.maker.get(load.tensor);
      if (!producer || !all.has(producer)) return true;
      return heavy ? isElementwise(load, c) : relationOf(load, c) !== 'free';
    }),
  );
}

/** Old values that the merged group would overwrite may be read in it only element by element. */
function overwritesSafely(members: readonly Computation[], { constraints }: Groups): boolean {
  const made = members.flatMap((c) => c.made.map(({ tensor }) => tensor));
  const old = new Set(made.flatMap((tensor) => constraints.overwrites.get(tensor) ?? []));
  return (
    old.size === 0 || members.every((c) => c.loads.every((load) => !old.has(load.tensor) || isElementwise(load, c)))
  );
}
