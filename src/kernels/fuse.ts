import type { Extent } from '../base/index.js';
import type { Tensor } from '../graph/index.js';
import { fuseReasons } from './fuseReasons.js';
import type { Computation, Lowered } from './lower.js';
import { isElementwise, isHeavy, relationOf, spaceOf, type Relation } from './relation.js';

/** Computations that share a kernel. */
export interface Cluster {
  /** In graph order. */
  readonly members: readonly Computation[];
  readonly reasons: readonly string[];
}

/** What fusion must keep to, besides what is read by whom. */
export interface Constraints {
  /** Tensors that leave the program; they are stored wherever they are made. */
  readonly needed: ReadonlySet<Tensor>;
  /** The variable's old value, for the tensor that is written in its place. */
  readonly overwrites: ReadonlyMap<Tensor, Tensor>;
  /** Pairs that must run in this order: readers of an old value before its overwriter. */
  readonly order: readonly (readonly [Computation, Computation])[];
}

interface Group {
  members: Computation[];
  readonly reasons: string[];
  space: readonly Extent[];
  heavy: boolean;
  /** The index of the group's first computation, for a deterministic order. */
  readonly id: number;
}

/**
 * Decides which computations share a kernel. Producers and consumers join where the consumer reads in step (relation
 * `aligned` or `row`), then neighbours over the same rows that read a common tensor. Nothing is computed twice.
 */
export function fuse(lowered: Lowered, constraints: Constraints): Cluster[] {
  const groups = newGroups(lowered, constraints);
  for (const consumer of lowered.computations) {
    for (const load of consumer.loads) {
      const producer = lowered.maker.get(load.tensor);
      if (!producer || producer === consumer) continue;
      groups.join(producer, consumer, relationOf(load, consumer));
    }
  }
  groups.joinSiblings();
  return groups.clusters();
}

function newGroups(lowered: Lowered, constraints: Constraints) {
  const { computations, maker } = lowered;
  const of = computations.map((c): Group => {
    return { members: [c], reasons: [], space: spaceOf(c).map(({ extent }) => extent), heavy: isHeavy(c), id: c.id };
  });
  const groupOf = (c: Computation): Group => of[c.id]!;
  const before = predecessors(lowered, constraints);
  const readers = readersOf(lowered);

  /** Whether `from` must run before `to` through some group that is neither. */
  function mustPass(from: Group, to: Group): boolean {
    const seen = new Set<Group>([from, to]);
    const stack = to.members.flatMap((c) => before[c.id]!.map(groupOf)).filter((group) => !seen.has(group));
    for (let group = stack.pop(); group; group = stack.pop()) {
      if (seen.has(group)) continue;
      seen.add(group);
      for (const c of group.members) {
        for (const previous of before[c.id]!) {
          const next = groupOf(previous);
          if (next === from) return true;
          if (!seen.has(next)) stack.push(next);
        }
      }
    }
    return false;
  }

  function merge(a: Group, b: Group, reason: string): void {
    const [into, from] = a.id < b.id ? [a, b] : [b, a];
    into.members = [...into.members, ...from.members].sort((x, y) => x.id - y.id);
    into.reasons.push(...from.reasons, reason);
    if (from.space.length > into.space.length) into.space = from.space;
    into.heavy ||= from.heavy;
    from.members.forEach((c) => (of[c.id] = into));
  }

  /** Old values that the merged group would overwrite may be read in it only element by element. */
  function overwritesSafely(members: readonly Computation[]): boolean {
    const made = members.flatMap((c) => c.made.map(({ tensor }) => tensor));
    const old = new Set(made.flatMap((tensor) => constraints.overwrites.get(tensor) ?? []));
    return members.every((c) => c.loads.every((load) => !old.has(load.tensor) || isElementwise(load, c)));
  }

  const leaves = (tensor: Tensor, members: ReadonlySet<Computation>): boolean =>
    constraints.needed.has(tensor) || (readers.get(tensor) ?? []).some((c) => !members.has(c));

  /** A total over everything joins what it adds up only if nothing else comes out of it. */
  function endsInTotals(members: readonly Computation[]): boolean {
    const all = new Set(members);
    return members.every((c) => c.made.every(({ tensor, axes }) => axes.length === 0 || !leaves(tensor, all)));
  }

  /** Every value that passes inside the group does so in step; beside a tiled reduction, element by element. */
  function staysInStep(members: readonly Computation[], heavy: boolean): boolean {
    const all = new Set(members);
    return members.every((c) =>
      c.loads.every((load) => {
        const producer = maker.get(load.tensor);
        if (!producer || !all.has(producer)) return true;
        return heavy ? isElementwise(load, c) : relationOf(load, c) !== 'free';
      }),
    );
  }

  /** A tiled reduction takes only element-wise company of its own shape. */
  function suitsHeavy(members: readonly Computation[], rank: number): boolean {
    if (members.filter(isHeavy).length > 1) return false;
    return members.every((c) => c.made[0]!.axes.length === rank && (isHeavy(c) || c.reduced.length === 0));
  }

  function mayJoin(a: Group, b: Group): boolean {
    const members = [...a.members, ...b.members];
    const heavy = a.heavy || b.heavy;
    if (members.some((c) => c.scatter) || !compatible(a.space, b.space)) return false;
    if (heavy && !suitsHeavy(members, Math.max(a.space.length, b.space.length))) return false;
    const totals = members.filter((c) => c.made[0]!.axes.length === 0).length;
    if (totals > 0 && totals < members.length && !endsInTotals(members)) return false;
    return staysInStep(members, heavy) && overwritesSafely(members) && !mustPass(a, b) && !mustPass(b, a);
  }

  const isSibling = (a: Group, b: Group): boolean =>
    a !== b && sameSpace(a.space, b.space) && !a.heavy && !b.heavy && mayJoin(a, b);

  return {
    join(producer: Computation, consumer: Computation, relation: Relation): void {
      const [a, b] = [groupOf(producer), groupOf(consumer)];
      if (a !== b && relation !== 'free' && mayJoin(a, b))
        merge(a, b, fuseReasons.inStep(producer, consumer, relation));
    },
    joinSiblings(): void {
      const loaders = new Map<Tensor | 'scalars', Computation[]>();
      const note = (key: Tensor | 'scalars', c: Computation): void =>
        void loaders.set(key, [...(loaders.get(key) ?? []), c]);
      for (const c of computations) {
        if (groupOf(c).heavy) continue;
        for (const { tensor } of c.loads) note(tensor, c);
        if (groupOf(c).members.every((member) => member.made[0]!.axes.length === 0)) note('scalars', c);
      }
      for (const [shared, list] of loaders) {
        list.forEach((c, k) => {
          const sibling = list.slice(0, k).find((other) => isSibling(groupOf(other), groupOf(c)));
          if (!sibling) return;
          merge(groupOf(sibling), groupOf(c), fuseReasons.siblings(sibling, c, shared === 'scalars' ? null : shared));
        });
      }
    },
    clusters: (): Cluster[] => [...new Set(of)].map(({ members, reasons }) => ({ members, reasons })),
  };
}

/** One space is a prefix of the other. */
const compatible = (a: readonly Extent[], b: readonly Extent[]): boolean =>
  a.slice(0, b.length).every((extent, k) => extent === b[k]);

const sameSpace = (a: readonly Extent[], b: readonly Extent[]): boolean => a.length === b.length && compatible(a, b);

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
    for (const { tensor } of c.loads) readers.set(tensor, [...(readers.get(tensor) ?? []), c]);
  }
  return readers;
}
