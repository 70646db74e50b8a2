import { consing, makeNode, rebuild, topological, withSource, type Graph } from '../graph/index.js';
import { withBodies, type Pass } from './pass.js';

/**
 * Nodes that stand for others only as long as something may be differentiated (checkpoint, customVjp, stopGradient, a convolution
 * that reads beside its operand) become what they stand for. The end of differentiation: never before it.
 */
export const expand: Pass = { name: 'expand', run: (graph) => expanded(graph) };

function expanded(graph: Graph): Graph {
  if (!graph.nodes.some(({ op }) => op.expand !== undefined || op.bodies !== undefined)) return graph;
  const share = consing();
  const known = new Map(graph.inputs.map((x) => [x, x]));
  const outputs = rebuild(graph.outputs, known, (node, inputs) => {
    const inside = node.op.expand && withSource(node.source, () => node.op.expand!({ ...node, inputs }));
    if (inside) return inside;
    const attrs = withBodies(node, expanded);
    return share(
      attrs === node.attrs ? node : makeNode(node.op, node.inputs, attrs, node.results, node.source),
      inputs,
    );
  });
  if (outputs.every((x, k) => x === graph.outputs[k])) return graph;
  return { inputs: graph.inputs, outputs, nodes: topological(outputs, new Set(graph.inputs)) };
}
