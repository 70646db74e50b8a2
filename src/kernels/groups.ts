import type { Extent } from '../base/index.js';
import type { Tensor } from '../graph/index.js';
import type { Constraints } from './fuse.js';
import type { Reason } from './fuseReasons.js';
import type { Computation, Lowered } from './lower.js';
import { isHeavy, spaceOf } from './relation.js';

/** Computations that will share a kernel; it grows while fusion runs. */
export interface Group {
  /** The position of its first computation, for a deterministic order. */
  readonly id: number;
  members: Computation[];
  readonly reasons: Reason[];
  /** The extents of the loops that it takes, its rows' included. */
  space: readonly Extent[];
  heavy: boolean;
}

/** The state of fusion: who is with whom, and who must wait for whom. */
export interface Groups {
  readonly lowered: Lowered;
  readonly constraints: Constraints;
  readonly of: (c: Computation) => Group;
  /** What must run before a computation, by its position. */
  readonly before: readonly (readonly Computation[])[];
  readonly readers: ReadonlyMap<Tensor, readonly Computation[]>;
  readonly merge: (a: Group, b: Group, reason: Reason) => void;
}

export function makeGroups(lowered: Lowered, constraints: Constraints): Groups {
  const of = lowered.computations.map((c): Group => {
    return { id: c.id, members: [c], reasons: [], space: spaceOf(c).map(({ extent }) => extent), heavy: isHeavy(c) };
  });
  return {
    lowered,
    constraints,
    of: (c) => of[c.id]!,
    before: predecessors(lowered, constraints),
    readers: readersOf(lowered),
    merge(a, b, reason) {
      const [into, from] = a.id < b.id ? [a, b] : [b, a];
      into.members = [...into.members, ...from.members].sort((x, y) => x.id - y.id);
      into.reasons.push(...from.reasons, reason);
      if (from.space.length > into.space.length) into.space = from.space;
      into.heavy ||= from.heavy;
      from.members.forEach((c) => (of[c.id] = into));
    },
  };
}

/** Whether `from` must run before `to` through some group that is neither. */
export function mustPass(from: Group, to: Group, { before, of }: Groups): boolean {
  const seen = new Set<Group>([from, to]);
  const stack: Group[] = [];
  const push = (group: Group): void => {
    if (seen.has(group)) return;
    seen.add(group);
    stack.push(group);
  };
  for (const c of to.members) for (const previous of before[c.id]!) push(of(previous));
  for (let group = stack.pop(); group; group = stack.pop()) {
    for (const c of group.members) {
      for (const previous of before[c.id]!) {
        const next = of(previous);
        if (next === from) return true;
        push(next);
      }
    }
  }
  return false;
}

function predecessors({ computations, maker }: Lowered, { order }: Constraints): Computation[][] {
  const before = computations.map((c) => [
    ...new Set([...c.loads.flatMap(({ tensor }) => maker.get(tensor) ?? []), ...c.after].filter((x) => x !== c)),
  ]);
  for (const [first, second] of order) if (first !== second) before[second.id]!.push(first);
  return before;
}

function readersOf({ computations }: Lowered): Map<Tensor, Computation[]> {
  const readers = new Map<Tensor, Computation[]>();
  for (const c of computations) {
    for (const { tensor } of c.loads) {
      const known = readers.get(tensor);
      if (known) known.push(c);
      else readers.set(tensor, [c]);
    }
  }
  return readers;
}
