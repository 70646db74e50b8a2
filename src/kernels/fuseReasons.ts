import { nameOf, type Tensor } from '../graph/index.js';
import type { Computation } from './lower.js';
import type { Relation } from './relation.js';

const called = (c: Computation): string => nameOf(c.made[0]!.tensor);

/** The sentences that `inspect` prints under a kernel. */
export const fuseReasons = {
  inStep: (producer: Computation, consumer: Computation, relation: Relation): string =>
    relation === 'row'
      ? `${called(consumer)} reduces the rows of ${called(producer)} as they are made`
      : `${called(consumer)} uses each value of ${called(producer)} where it is made`,
  siblings: (a: Computation, b: Computation, shared: Tensor | null): string =>
    shared
      ? `${called(a)} and ${called(b)} run over the same elements and both read ${nameOf(shared)}`
      : `${called(a)} and ${called(b)} are single numbers`,
} as const;
