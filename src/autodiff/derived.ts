import { input, nameOf, rebuild, type Graph, type Substitution, type Tensor } from '../graph/index.js';
import { beforeDifferentiation } from '../passes/index.js';
import { closed } from './closed.js';
import { tangents } from './forward.js';
import { cotangents } from './reverse.js';

/** A function at its arguments: a stabilised graph, and what stands for its tensors. What is made twice is made once. */
export interface Derived {
  readonly graph: Graph;
  /** How many of the graph's inputs are arguments; the others are what it captures. */
  readonly count: number;
  readonly known: Substitution;
}

/**
 * Stabilise first, then differentiate: ys as a function of `leaves`, which are distinct, by the rules that need no knowledge
 * of what follows, at actual arguments.
 */
export function derived(leaves: readonly Tensor[], ys: readonly Tensor[], xs: readonly Tensor[] = leaves): Derived {
  const { graph, captured } = closed(leaves, ys);
  return derivedGraph(graph, [...xs, ...captured], leaves.length);
}

/** The same of a graph that captures nothing, or whose last inputs are what it captures. */
export function derivedGraph(graph: Graph, xs: readonly Tensor[], count: number): Derived {
  const stable = beforeDifferentiation(graph);
  return { graph: stable, count, known: new Map(stable.inputs.map((leaf, k) => [leaf, xs[k]!])) };
}

/** The values of the outputs. */
export const results = ({ graph, known }: Derived): Tensor[] => rebuild(graph.outputs, known);

/** The cotangents of the arguments from those of the outputs; null where nothing flows. */
export function pullback(derived: Derived, dys: readonly (Tensor | null)[]): (Tensor | null)[] {
  const { graph, count } = derived;
  return flowing(derived, dys, (leaves) => cotangents(graph.outputs, leaves, graph.inputs.slice(0, count)));
}

/** The tangents of the outputs from those of the arguments; null where nothing moves. */
export function pushforward(derived: Derived, dxs: readonly (Tensor | null)[]): (Tensor | null)[] {
  return flowing(derived, dxs, (leaves) => tangents(derived.graph, leaves));
}

/** Derives over leaves in place of what flows in, so that the walk ends there, and puts the actual tensors in their place. */
function flowing(
  { known }: Derived,
  given: readonly (Tensor | null)[],
  derive: (leaves: readonly (Tensor | null)[]) => readonly (Tensor | null)[],
): (Tensor | null)[] {
  const leaves = given.map((x) => x && input(nameOf(x), x, x.node.source));
  const found = derive(leaves);
  const standIns = new Map(known);
  leaves.forEach((leaf, k) => leaf && standIns.set(leaf, given[k]!));
  const made = rebuild(
    found.filter((x) => x !== null),
    standIns,
  );
  return found.map((x) => (x === null ? null : made.shift()!));
}
