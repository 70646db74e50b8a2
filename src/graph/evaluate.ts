import { extentAt, scoped, type Extent, type NdArray } from '../base/index.js';
import { topological, type Graph } from './graph.js';
import type { Node, Tensor } from './tensor.js';

/** What a reference evaluation is given: the value of each leaf, and N. */
export interface Feed {
  readonly values: ReadonlyMap<Tensor, NdArray>;
  readonly n?: number;
}

/** Gives a node's results from its inputs; `reference` is what they are by definition. */
export type Evaluator = (
  node: Node,
  inputs: readonly NdArray[],
  reference: (inputs: readonly NdArray[]) => readonly NdArray[],
) => readonly NdArray[];

// A node with bodies evaluates them in its own reference: who is evaluating is known only by when that runs.
const evaluator = scoped<Evaluator>((_, inputs, reference) => reference(inputs));

/** Runs `f`; each node that is evaluated meanwhile, those of bodies too, is so by `given`. */
export const evaluatedBy = <T>(given: Evaluator, f: () => T): T => evaluator.within(given, f);

/** The float64 meaning of tensors, op by op: the oracle for everything that the compiler does to a graph. */
export function evaluate(outputs: readonly Tensor[], feed: Feed): NdArray[] {
  return evaluateNodes(topological(outputs, new Set(feed.values.keys())), outputs, feed);
}

/** A graph's outputs from values for its inputs. */
export function evaluateGraph({ nodes, outputs }: Graph, feed: Feed): NdArray[] {
  return evaluateNodes(nodes, outputs, feed);
}

function evaluateNodes(nodes: readonly Node[], outputs: readonly Tensor[], { values, n = 1 }: Feed): NdArray[] {
  const known = new Map(values);
  const at = (extent: Extent): number => extentAt(extent, n);
  for (const node of nodes) {
    const given = node.inputs.map((x) => known.get(x)!);
    const results = evaluator.current()(node, given, (inputs) => node.op.reference(inputs, node.attrs, at));
    node.results.forEach((result, k) => known.set(result, results[k]!));
  }
  return outputs.map((output) => known.get(output)!);
}
