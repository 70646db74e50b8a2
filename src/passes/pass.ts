import type { Graph, Node } from '../graph/index.js';

/** Told of each rewrite: the rule or reason, and the node that was replaced. */
export type Because = (says: string, node: Node) => void;

/** A step from graph to graph of the same meaning. */
export interface Pass {
  readonly name: string;
  readonly run: (graph: Graph, because?: Because) => Graph;
}

/** A node's attributes with its sub-graphs passed through `f`; the same object where nothing changed. */
export function withBodies(node: Node, f: (body: Graph) => Graph): unknown {
  const bodies = node.op.bodies?.(node.attrs) ?? [];
  const changed = bodies.map(f);
  if (!node.op.withBodies || changed.every((body, k) => body === bodies[k])) return node.attrs;
  return node.op.withBodies(node.attrs, changed);
}
