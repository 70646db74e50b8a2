import type { Graph } from '../graph/index.js';
import { expand } from './expand.js';
import { folding } from './fold.js';
import { liftings } from './lifting.js';
import { everywhere } from './loops/everywhere.js';
import { hoist } from './loops/hoist.js';
import { join } from './loops/join.js';
import { sink } from './loops/sink.js';
import { take } from './loops/take.js';
import { trim } from './loops/trim.js';
import type { Pass } from './pass.js';
import { rewriting } from './rewriting.js';
import { simplifications } from './simplify.js';
import { detachments } from './softmaxes.js';
import { stabilisations } from './stabilise.js';
import { padsSideBySide } from './tiling.js';

export { constantLike, isCheap } from './known.js';
export type { Because, Pass } from './pass.js';
export { applyRule, rewriting } from './rewriting.js';
export type { Bound, Limits, Rule, Trial } from './rule.js';
export { tables } from './tables.js';

/**
 * All tables in one sweep, since one's result is the other's formula: a folded constant makes a product a mask, a broadcast
 * taken out makes a quotient a softmax. Equal nodes become one as they are made, and what no output needs is left behind.
 */
const rewrite: Pass = rewriting(
  'rewrite',
  [...stabilisations, ...simplifications],
  [folding, ...liftings, padsSideBySide],
);

const prepare: Pass = rewriting(
  'prepare',
  [...detachments, ...stabilisations, ...simplifications],
  [folding, ...liftings],
);

/** A function in the form that it is derived in: its backward pass is then the stable one too. */
export const beforeDifferentiation = (graph: Graph): Graph => prepare.run(graph);

/**
 * What is read off whole loops and branches. Loops are joined before they are trimmed, so that equal operands are found by their
 * values; hoisted after that, so that nothing is computed for all steps that no step needs; sunk last, when only what a step needs
 * is left in it.
 */
const loops: readonly Pass[] = [
  everywhere('take known branches', take),
  everywhere('join loops', join),
  everywhere('trim loops', trim),
  everywhere('hoist out of loops', hoist),
  everywhere('sink behind loops', sink),
];

/** Once nothing will be differentiated any more; to be run until nothing changes. */
export const passes: readonly Pass[] = [expand, rewrite, ...loops];
