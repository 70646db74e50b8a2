import {
  affine,
  fewestSamples,
  shapeText,
  shrinkingExtent,
  sourceText,
  type Extent,
  type Least,
  type Source,
} from '../base/index.js';
import { isInput, nameOf, type Graph, type Node } from '../graph/index.js';
import { expanded } from './ranges.js';

/**
 * The fewest samples with which no extent of a graph is negative; the first tensor that needs most is named. Inputs are left
 * out: what N is follows from their lengths.
 */
export function leastSamples({ nodes }: Graph, declared: Source): Least | undefined {
  let least: Least | undefined;
  for (const node of nodes.flatMap(expanded)) {
    for (const extent of extentsOf(node)) {
      const samples = samplesFor(extent, node, declared);
      if (samples > (least?.samples ?? 0)) least = { samples, by: placeOf(node) };
    }
  }
  return least;
}

const extentsOf = ({ op, inputs, attrs, results }: Node): Extent[] => [
  ...results.filter((x) => !isInput(x)).flatMap(({ shape }) => shape),
  ...(op.extents?.(inputs, attrs) ?? []),
];

function samplesFor(extent: Extent, node: Node, declared: Source): number {
  if (affine(extent).n < 0) throw shrinkingExtent(extent, nameOf(node.results[0]!), node.source, declared);
  return fewestSamples(extent);
}

function placeOf({ results: [x], source }: Node): string {
  const made = source.file === '' ? '' : `, made at ${sourceText(source)}`;
  return `${nameOf(x!)} ${shapeText(x!.shape)}${made}`;
}
