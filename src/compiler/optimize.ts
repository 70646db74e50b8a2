import type { Source } from '../base/index.js';
import type { EntryPoint, Graph, Unit } from '../graph/index.js';
import { passes } from '../passes/index.js';

/** One firing of a rule, for `inspect`. */
export interface Rewrite {
  readonly entry: string;
  readonly pass: string;
  readonly rule: string;
  readonly source: Source;
}

/** Rounds of all passes; a round that changes nothing ends it earlier. */
const mostRounds = 8;

/** Every entry point's graph through every pass, until none finds anything more. */
export function optimize(
  unit: Unit,
  rewrites: Rewrite[] = [],
  after: (pass: string, before: Graph, result: Graph) => void = () => {},
): Unit {
  return {
    ...unit,
    entries: unit.entries.map((entry) => ({ ...entry, graph: optimizeEntry(entry, rewrites, after) })),
  };
}

function optimizeEntry(
  { name, graph }: EntryPoint,
  rewrites: Rewrite[],
  after: (pass: string, before: Graph, result: Graph) => void,
): Graph {
  let current = graph;
  for (let round = 0; round < mostRounds; round++) {
    const start = current;
    for (const pass of passes) {
      const before = current;
      current = pass.run(before, (rule, node) =>
        rewrites.push({ entry: name, pass: pass.name, rule, source: node.source }),
      );
      if (current !== before) after(pass.name, before, current);
    }
    if (sameNodes(start, current)) break;
  }
  return current;
}

const sameNodes = (a: Graph, b: Graph): boolean =>
  a === b || (a.nodes.length === b.nodes.length && a.nodes.every((node, k) => node === b.nodes[k]));
