import type { Tensor } from '../graph/index.js';
import { fuseReasons, inSentences } from './fuseReasons.js';
import { makeGroups, type Group, type Groups } from './groups.js';
import type { Computation, Lowered } from './lower.js';
import { compatible, mayJoin } from './mayJoin.js';
import { relationOf, type Relation } from './relation.js';

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

/**
 * Decides which computations share a kernel. Producers and consumers join where the consumer reads in step (relation
 * `aligned` or `row`), then neighbours over the same rows that read a common tensor. Nothing is computed twice.
 */
export function fuse(lowered: Lowered, constraints: Constraints): Cluster[] {
  const groups = makeGroups(lowered, constraints);
  for (const consumer of lowered.computations) {
    for (const load of consumer.loads) {
      const producer = lowered.maker.get(load.tensor);
      if (producer && producer !== consumer) join(producer, consumer, relationOf(load, consumer), groups);
    }
  }
  joinSiblings(groups);
  const all = new Set(lowered.computations.map(groups.of));
  return [...all].map(({ members, reasons }) => ({ members, reasons: inSentences(reasons) }));
}

function join(producer: Computation, consumer: Computation, relation: Relation, groups: Groups): void {
  const [a, b] = [groups.of(producer), groups.of(consumer)];
  if (a === b || relation === 'free' || !mayJoin(a, b, groups)) return;
  groups.merge(a, b, fuseReasons.inStep(producer, consumer, relation));
}

/** Groups over one iteration space that read a common tensor, or that are single numbers. */
function joinSiblings(groups: Groups): void {
  const candidates = new Map<Tensor | 'scalars', Computation[]>();
  const note = (key: Tensor | 'scalars', c: Computation): void => {
    const known = candidates.get(key);
    if (!known) candidates.set(key, [c]);
    else if (!known.includes(c)) known.push(c);
  };
  for (const c of groups.lowered.computations) {
    const { heavy, members } = groups.of(c);
    if (heavy) continue;
    for (const { tensor } of c.loads) note(tensor, c);
    if (members.every(({ made }) => made[0]!.axes.length === 0)) note('scalars', c);
  }
  for (const [shared, list] of candidates) {
    list.forEach((c, k) => {
      const sibling = list.slice(0, k).find((other) => areSiblings(groups.of(other), groups.of(c), groups));
      if (!sibling) return;
      const reason = fuseReasons.siblings(sibling, c, shared === 'scalars' ? null : shared);
      groups.merge(groups.of(sibling), groups.of(c), reason);
    });
  }
}

function areSiblings(a: Group, b: Group, groups: Groups): boolean {
  const sameSpace = a.space.length === b.space.length && compatible(a.space, b.space);
  return a !== b && sameSpace && !a.heavy && !b.heavy && mayJoin(a, b, groups);
}
