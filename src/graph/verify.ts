import { sameShape } from '../base/index.js';
import type { Graph } from './graph.js';
import { isInput } from './input.js';
import { nameOf, type Tensor } from './tensor.js';

/** What must hold of a graph between any two stages; a name and a test that gives what breaks it. */
const invariants: Readonly<Record<string, (graph: Graph) => readonly string[]>> = {
  'inputs are leaves': ({ inputs }) => inputs.filter((x) => !isInput(x)).map(nameOf),
  'there are no other leaves': ({ nodes }) =>
    nodes.flatMap(({ results }) => results.filter((x) => isInput(x)).map(nameOf)),
  'operands come first': ({ inputs, nodes, outputs }) => {
    const known = new Set<Tensor>(inputs);
    const missing: string[] = [];
    for (const node of nodes) {
      node.inputs.filter((x) => !known.has(x)).forEach((x) => missing.push(nameOf(x)));
      node.results.forEach((x) => known.add(x));
    }
    return [...missing, ...outputs.filter((x) => !known.has(x)).map(nameOf)];
  },
  'results have the types of the type rule': ({ nodes }) =>
    nodes
      .filter((node) => {
        const types = node.op.type(node.inputs, node.attrs);
        return types.some((type, k) => {
          const result = node.results[k];
          return !result || result.dtype !== type.dtype || !sameShape(result.shape, type.shape);
        });
      })
      .map((node) => nameOf(node.results[0]!)),
};

/** The broken invariants of a graph and of its sub-graphs, in words; empty if it is sound. */
export function verifyGraph(graph: Graph): string[] {
  const own = Object.entries(invariants).flatMap(([name, test]) => test(graph).map((what) => `${name}: ${what}`));
  const inner = graph.nodes.flatMap((node) => node.op.bodies?.(node.attrs).flatMap(verifyGraph) ?? []);
  return [...own, ...inner];
}
