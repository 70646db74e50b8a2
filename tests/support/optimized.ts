import type { NdArray } from '../../src/base/index.js';
import { evaluate, makeGraph, type Graph, type Tensor } from '../../src/graph/index.js';
import { passes, type Because } from '../../src/passes/index.js';

/** A graph after all passes, run until nothing changes, as the compiler does. */
export function optimized(graph: Graph, because?: Because): Graph {
  let current = graph;
  for (let round = 0; round < 8; round++) {
    const before = current;
    for (const pass of passes) current = pass.run(current, because);
    if (before === current) return current;
  }
  throw new Error('the passes do not come to an end');
}

/** The values of tensors of the given inputs after all passes, in float64. */
export function valuesAfterPasses(
  ys: readonly Tensor[],
  fed: ReadonlyMap<Tensor, NdArray>,
  because?: Because,
): NdArray[] {
  const xs = [...fed.keys()];
  const graph = optimized(makeGraph(xs, ys), because);
  return evaluate(graph.outputs, { values: new Map(graph.inputs.map((leaf, k) => [leaf, fed.get(xs[k]!)!])) });
}
