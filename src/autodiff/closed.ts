import { makeGraph, topological, type Graph, type Node, type Tensor } from '../graph/index.js';
import { broadcastOp } from '../ops/index.js';

/** A graph that takes everything as an input but constants, and the tensors from outside that stand for the last ones. */
export interface Closed {
  readonly graph: Graph;
  readonly captured: readonly Tensor[];
}

/** The graph from xs, which are distinct, to ys; whatever else ys are computed from is captured. */
export function closed(xs: readonly Tensor[], ys: readonly Tensor[]): Closed {
  const captured = capturedBy(xs, ys);
  return { graph: makeGraph([...xs, ...captured], ys), captured };
}

/**
 * The tensors where what depends on xs meets what does not, in the order of their use. Constants and what is computed
 * from constants alone are no captures: rules look into them.
 */
export function capturedBy(xs: readonly Tensor[], ys: readonly Tensor[]): Tensor[] {
  const given = new Set(xs);
  const order = topological(ys, given);
  const dependent = dependents(order, given);
  const constant = new Set<Node>();
  for (const node of order) {
    if (!node.op.opaque && node.inputs.every((x) => constant.has(x.node) && !given.has(x))) constant.add(node);
  }
  const isCaptured = (x: Tensor): boolean => !given.has(x) && !dependent.has(x.node) && !constant.has(x.node);
  const used = order.filter((node) => dependent.has(node)).flatMap((node) => node.inputs);
  return [...new Set([...used, ...ys].filter(isCaptured))];
}

/** The tensors that these repeat, each once: a bias is captured, not its rows. */
export function unrepeated(captured: readonly Tensor[]): Tensor[] {
  const source = (x: Tensor): Tensor => (x.node.op === broadcastOp ? source(x.node.inputs[0]!) : x);
  return [...new Set(captured.map(source))];
}

/** Of nodes in topological order, those that depend on any of `xs`. */
export function dependents(order: readonly Node[], xs: ReadonlySet<Tensor>): Set<Node> {
  const found = new Set<Node>();
  for (const node of order) if (node.inputs.some((x) => xs.has(x) || found.has(x.node))) found.add(node);
  return found;
}
