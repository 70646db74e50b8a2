import { instantiate, remake, type BranchAttrs, type Graph } from '../../graph/index.js';
import { scalarOf } from '../known.js';
import type { Because } from '../pass.js';
import { remadeGraph } from './everywhere.js';

/** Branches whose condition is known become what is taken, in their place. */
export function take(graph: Graph, because: Because): Graph {
  return remadeGraph(graph, new Map(), (node, inputs) => {
    const [pred, ...operands] = inputs;
    const known = node.op.branch && pred ? scalarOf(pred) : null;
    if (known === null) return remake(node, inputs);
    because('cond(known, a, b) = the one that is taken', node);
    const { then, otherwise } = node.attrs as BranchAttrs;
    return instantiate(known ? then : otherwise, operands);
  });
}
