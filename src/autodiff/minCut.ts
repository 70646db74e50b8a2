import { range } from '../base/index.js';

interface Edge {
  readonly to: number;
  capacity: number;
  /** The place of the edge back, in the list of `to`. */
  readonly back: number;
}

/** A network of pipes between `vertices` places, of which one is the source and one the sink. */
export interface Network {
  readonly vertices: number;
  readonly source: number;
  readonly sink: number;
  readonly pipes: readonly (readonly [from: number, to: number, capacity: number])[];
}

/**
 * The vertices on the sink's side of a cut of least capacity; of several such cuts, of the one nearest to the sink. By
 * shortest augmenting paths (Edmonds and Karp, 1972).
 */
export function sinkSide({ vertices, source, sink, pipes }: Network): ReadonlySet<number> {
  const edges: Edge[][] = range(vertices).map(() => []);
  for (const [from, to, capacity] of pipes) {
    edges[from]!.push({ to, capacity, back: edges[to]!.length });
    edges[to]!.push({ to: from, capacity: 0, back: edges[from]!.length - 1 });
  }
  for (let path = pathTo(edges, source, sink); path; path = pathTo(edges, source, sink)) {
    const flow = Math.min(...path.map(({ capacity }) => capacity));
    if (flow === Infinity) throw new RangeError('no cut is finite');
    for (const edge of path) {
      edge.capacity -= flow;
      edges[edge.to]![edge.back]!.capacity += flow;
    }
  }
  return reaching(edges, sink);
}

/** The edges of a shortest way along which more can flow. */
function pathTo(edges: readonly (readonly Edge[])[], source: number, sink: number): Edge[] | null {
  const by = new Map<number, Edge>();
  const queue = [source];
  for (const at of queue) {
    for (const edge of edges[at]!) {
      if (edge.capacity === 0 || edge.to === source || by.has(edge.to)) continue;
      by.set(edge.to, edge);
      queue.push(edge.to);
    }
    if (by.has(sink)) break;
  }
  if (!by.has(sink)) return null;
  const path: Edge[] = [];
  for (let at = sink; at !== source;) {
    const edge = by.get(at)!;
    path.push(edge);
    at = edges[edge.to]![edge.back]!.to;
  }
  return path;
}

/** The vertices from which more could flow to the sink. */
function reaching(edges: readonly (readonly Edge[])[], sink: number): Set<number> {
  const found = new Set([sink]);
  for (const at of found) {
    for (const { to, back } of edges[at]!) if (edges[to]![back]!.capacity > 0) found.add(to);
  }
  return found;
}
