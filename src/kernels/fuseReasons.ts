import { nameOf, type Tensor } from '../graph/index.js';
import type { Computation } from './lower.js';
import type { Relation } from './relation.js';

/** Why two computations share a kernel. */
export interface Reason {
  readonly rule: 'in step' | 'rows' | 'siblings' | 'numbers';
  /** The two, in a sentence. */
  readonly says: string;
}

const called = (c: Computation): string => nameOf(c.made[0]!.tensor);

export const fuseReasons = {
  inStep: (producer: Computation, consumer: Computation, relation: Relation): Reason =>
    relation === 'row'
      ? { rule: 'rows', says: `${called(consumer)} reduces the rows of ${called(producer)} as they are made` }
      : { rule: 'in step', says: `${called(consumer)} uses each value of ${called(producer)} where it is made` },
  siblings: (a: Computation, b: Computation, shared: Tensor | null): Reason =>
    shared
      ? { rule: 'siblings', says: `${called(a)} and ${called(b)} read the same elements` }
      : { rule: 'numbers', says: `${called(a)} and ${called(b)} are single numbers` },
} as const;

/** The sentences that `inspect` prints under a kernel: for each rule its first pair, and how many others there are. */
export function inSentences(reasons: readonly Reason[]): string[] {
  const rules = [...new Set(reasons.map(({ rule }) => rule))];
  return rules.map((rule) => {
    const [first, ...others] = reasons.filter((reason) => reason.rule === rule);
    return others.length === 0 ? first!.says : `${first!.says} (and ${others.length} more)`;
  });
}
