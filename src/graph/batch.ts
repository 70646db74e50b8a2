import type { Batched } from './op.js';
import type { Graph } from './graph.js';
import { remake } from './graph.js';
import { withSource, type Node, type Tensor } from './tensor.js';

/** The outputs of a graph whose inputs are batched, each by its op's batching rule. What no batch reaches stays as it is. */
export function batchGraph(graph: Graph, inputs: readonly Batched[]): Batched[] {
  const known = new Map<Tensor, Batched>(graph.inputs.map((leaf, k) => [leaf, inputs[k]!]));
  const of = (x: Tensor): Batched => known.get(x) ?? { x, axis: null };
  for (const node of graph.nodes) {
    const results = withSource(node.source, () => batchNode(node, node.inputs.map(of)));
    node.results.forEach((y, k) => known.set(y, results[k]!));
  }
  return graph.outputs.map(of);
}

function batchNode(node: Node, inputs: readonly Batched[]): readonly Batched[] {
  if (inputs.some(({ axis }) => axis !== null)) return node.op.batch(inputs, node.attrs);
  return remake(
    node,
    inputs.map(({ x }) => x),
  ).map((x) => ({ x, axis: null }));
}
