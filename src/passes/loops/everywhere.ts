import {
  makeNode,
  rebuild,
  remake,
  topological,
  type Graph,
  type Node,
  type Substitution,
  type Tensor,
} from '../../graph/index.js';
import { withBodies, type Because, type Pass } from '../pass.js';

/** A step over one graph; gives the same object where it changes nothing. */
export type GraphStep = (graph: Graph, because: Because) => Graph;

/** A pass over a graph and its sub-graphs, those inside first. Graphs without any are left alone. */
export function everywhere(name: string, step: GraphStep): Pass {
  const run: Pass['run'] = (graph, because = () => {}) => {
    if (!graph.nodes.some(({ op }) => op.bodies)) return graph;
    const inner = remadeGraph(graph, new Map(), (node, inputs) => {
      const attrs = withBodies(node, (body) => run(body, because));
      if (attrs === node.attrs) return remake(node, inputs);
      return makeNode(node.op, inputs, attrs, node.results, node.source).results;
    });
    return step(inner, because);
  };
  return { name, run };
}

/** The graph with other tensors in some tensors' place, and its nodes as `make` makes them. */
export function remadeGraph(
  graph: Graph,
  replacements: ReadonlyMap<Tensor, Tensor>,
  make?: (node: Node, inputs: readonly Tensor[]) => readonly Tensor[],
): Graph {
  const known: Substitution = new Map([...graph.inputs.map((x) => [x, x] as const), ...replacements]);
  const outputs = rebuild(graph.outputs, known, make);
  if (outputs.every((x, k) => x === graph.outputs[k])) return graph;
  return { inputs: graph.inputs, outputs, nodes: topological(outputs, new Set(graph.inputs)) };
}

/** Nodes that depend on any of `xs`, of nodes in topological order. */
export function dependents(order: readonly Node[], xs: Iterable<Tensor>): Set<Node> {
  const given = new Set(xs);
  const found = new Set<Node>();
  for (const node of order) if (node.inputs.some((x) => given.has(x) || found.has(x.node))) found.add(node);
  return found;
}

/** Results of a node that anything reads: another node, or the graph's outputs. */
export function readTensors({ nodes, outputs }: Graph): ReadonlySet<Tensor> {
  return new Set([...nodes.flatMap(({ inputs }) => inputs), ...outputs]);
}
