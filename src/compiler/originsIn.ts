import { sourceText, type Source } from '../base/index.js';
import { isInput, nameOf, type Tensor, type Unit } from '../graph/index.js';
import type { Watched } from '../kernels/index.js';

/**
 * How the user knows a tensor of the optimized graphs: by its op where the user's line has one, else as something that a
 * pass or the chain rule made for that line, and for its op if it has only one.
 */
export function originsIn(unit: Unit): (tensor: Tensor) => Watched {
  const written = namesByPlace(unit);
  return (tensor) => {
    const name = nameOf(tensor);
    const place = sourceText(tensor.node.source);
    const there = written.get(keyOf(tensor.node.source)) ?? new Set();
    const [only] = there;
    const known = there.has(name) || there.size !== 1;
    return { name, made: known ? `made at ${place}` : `made for ${only} at ${place}` };
  };
}

/** What stands at each place of the user's file, by the entry points that hold no derivatives of the loss. */
function namesByPlace({ entries }: Unit): ReadonlyMap<string, ReadonlySet<string>> {
  const names = new Map<string, Set<string>>();
  for (const { name, graph } of entries) {
    if (name === 'step') continue;
    for (const node of graph.nodes.filter(({ results }) => !isInput(results[0]!))) {
      const key = keyOf(node.source);
      names.set(key, new Set([...(names.get(key) ?? []), ...node.results.map(nameOf)]));
    }
  }
  return names;
}

const keyOf = ({ file, line, column }: Source): string => `${file}:${line}:${column}`;
