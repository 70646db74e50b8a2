import {
  batchGraph,
  evaluateGraph,
  input,
  instantiate,
  makeGraph,
  nameOf,
  type Batched,
  type Graph,
  type Node,
  type Tensor,
} from '../graph/index.js';
import type { Extent, NdArray, Type } from '../base/index.js';
import { placed } from './vmap.js';

/** Sub-graphs as attributes of ops: what all ops with bodies do with them. */

/** A body's results at some operands, in float64. */
export const evaluateBody = (body: Graph, values: readonly NdArray[], at: (extent: Extent) => number): NdArray[] =>
  evaluateGraph(body, { values: new Map(body.inputs.map((leaf, k) => [leaf, values[k]!])), n: at('N') });

export const typesOf = (outputs: readonly Tensor[]): Type[] => outputs.map(({ dtype, shape }) => ({ dtype, shape }));

/** Leaves like these tensors. */
export const leavesLike = (xs: readonly Tensor[]): Tensor[] => xs.map((x) => input(nameOf(x), x, x.node.source));

/** A body over inputs of which some are batched, with the batch axis of every result first. */
export function batchedBody(body: Graph, axes: readonly (number | null)[], extent: Extent): Graph {
  const leaves = body.inputs.map((leaf, k) => {
    const axis = axes[k]!;
    const shape = axis === null ? leaf.shape : [...leaf.shape.slice(0, axis), extent, ...leaf.shape.slice(axis)];
    return input(nameOf(leaf), { dtype: leaf.dtype, shape }, leaf.node.source);
  });
  const results = batchGraph(
    body,
    leaves.map((x, k) => ({ x, axis: axes[k]! })),
  );
  return makeGraph(
    leaves,
    results.map((y) => placed(y, 0, extent)),
  );
}

/** The extent of the batch of operands of which at least one is batched. */
export function extentOf(inputs: readonly Batched[]): Extent {
  const first = inputs.find(({ axis }) => axis !== null)!;
  return first.x.shape[first.axis!]!;
}

/** A node's body in its place. */
export const inlined = (body: Graph, { inputs }: Pick<Node, 'inputs'>): Tensor[] => instantiate(body, inputs);
