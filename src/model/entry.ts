import { foreignTensor, type Source, type Variable } from '../base/index.js';
import {
  isInput,
  makeGraph,
  nameOf,
  rebuild,
  remake,
  topological,
  type EntryName,
  type EntryPoint,
  type Fed,
  type Graph,
  type Node,
  type Result,
  type Tensor,
} from '../graph/index.js';
import { checkedIndexOp } from '../ops/index.js';
import type { Taken } from './asked.js';
import { indicesIn, originOf, type Indices } from './indices.js';
import { leastSamples } from './least.js';
import { rangesOf } from './ranges.js';

/** What an entry point gives, before it has a place among the graph's outputs. */
export type Yield =
  | { readonly kind: 'tensor' | 'mean'; readonly path: readonly string[]; readonly value: Tensor }
  | { readonly kind: 'ratio'; readonly path: readonly string[]; readonly total: Tensor; readonly weight: Tensor };

export interface EntryParts {
  readonly name: EntryName;
  /** Inputs that it takes, beside those that its graph reads: each gives N, and is checked. */
  readonly takes: Taken;
  readonly yields: readonly Yield[];
  /** The next value of variables, by name. */
  readonly updates: readonly (readonly [variable: string, value: Tensor])[];
}

/** Leaves that a graph of the unit may read. */
export interface Leaves {
  readonly feeds: readonly (readonly [name: string, leaf: Tensor])[];
  readonly variables: readonly (readonly [name: string, leaf: Tensor])[];
}

/** What a trace of a model or program gives to its unit. */
export interface Traced {
  readonly parts: readonly EntryParts[];
  /** The optimizer's variables and their leaves. */
  readonly variables: readonly Variable[];
  readonly leaves: Leaves['variables'];
}

/** The entry point as one graph, which reads only the variables that it needs. */
export function entryPoint(
  { name, takes, yields, updates }: EntryParts,
  { feeds, variables }: Leaves,
  source: Source,
): EntryPoint {
  const outputs: Tensor[] = [];
  const place = (x: Tensor): number => outputs.push(x) - 1;
  const results = yields.map((one): Result => {
    if (one.kind === 'ratio')
      return { kind: 'ratio', path: one.path, index: place(one.total), weight: place(one.weight) };
    return { kind: one.kind, path: one.path, index: place(one.value) };
  });
  const written = updates.map(([variable, value]) => ({ variable, index: place(value) }));
  const used = usedLeaves(outputs, [...feeds, ...variables], source);
  const fed = feeds.filter(([feed, leaf]) => takes === 'every' || takes.has(feed) || used.has(leaf));
  const read = variables.filter(([, leaf]) => used.has(leaf));
  const traced = makeGraph(
    [...fed, ...read].map(([, leaf]) => leaf),
    outputs,
  );
  const indices = indicesIn(traced);
  const least = leastSamples(traced, indices, source);
  const graph = withoutChecked(traced, new Set(fed.map(([, leaf]) => leaf)));
  return {
    name,
    graph,
    feeds: fed.map(([feed, leaf], index) => fedOf(feed, index, leaf, indices)),
    readings: read.map(([variable], k) => ({ variable, index: fed.length + k })),
    results,
    updates: written,
    ...(least && { least }),
  };
}

function fedOf(name: string, index: number, leaf: Tensor, indices: readonly Indices[]): Fed {
  const { dtype, shape, node } = leaf;
  const ranges = rangesOf(leaf, indices);
  return { name, index, dtype, shape, source: node.source, ...(ranges.length > 0 && { ranges }) };
}

/** What is checked before anything runs is not clamped again. */
function withoutChecked(graph: Graph, feeds: ReadonlySet<Tensor>): Graph {
  const isChecked = ({ op, inputs }: Node): boolean => op === checkedIndexOp && feeds.has(originOf(inputs[0]!));
  if (!graph.nodes.some(isChecked)) return graph;
  const known = new Map(graph.inputs.map((x) => [x, x]));
  const outputs = rebuild(graph.outputs, known, (node, inputs) => (isChecked(node) ? inputs : remake(node, inputs)));
  return makeGraph(graph.inputs, outputs);
}

function usedLeaves(outputs: readonly Tensor[], known: Leaves['feeds'], source: Source): Set<Tensor> {
  const all = new Set(known.map(([, leaf]) => leaf));
  const used = topological(outputs)
    .flatMap(({ results }) => results)
    .filter(isInput);
  const foreign = used.find((leaf) => !all.has(leaf));
  if (foreign) throw foreignTensor(nameOf(foreign), foreign.node.source, source);
  return new Set(used);
}
