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
import { expanded, neededByConstants, type Indices } from './indices.js';

/**
 * The fewest samples with which no extent of a graph is negative, and every index that is written down is inside; what needs most
 * is named. Inputs are left out: what N is follows from their lengths.
 */
export function leastSamples(graph: Graph, indices: readonly Indices[], declared: Source): Least | undefined {
  const byExtents = nodesIn(graph).flatMap((node) =>
    extentsOf(node).map((extent): Least => ({ samples: samplesFor(extent, node, declared), by: placeOf(node) })),
  );
  const byIndices = neededByConstants(indices).map(([extent, { most, of, source }]): Least => ({
    samples: fewestSamples(extent),
    by: `the index ${most} of ${of}${madeAt(source)}`,
  }));
  return [...byExtents, ...byIndices].reduce<Least | undefined>(
    (least, one) => (one.samples > (least?.samples ?? 0) ? one : least),
    undefined,
  );
}

/** A graph's nodes with those of bodies, whether they run or not. */
const nodesIn = ({ nodes }: Graph): Node[] =>
  nodes.flatMap(expanded).flatMap((node) => [node, ...(node.op.bodies?.(node.attrs) ?? []).flatMap(nodesIn)]);

const extentsOf = ({ op, inputs, attrs, results }: Node): Extent[] => [
  ...results.filter((x) => !isInput(x)).flatMap(({ shape }) => shape),
  ...(op.extents?.(inputs, attrs) ?? []),
];

function samplesFor(extent: Extent, node: Node, declared: Source): number {
  if (affine(extent).n < 0) throw shrinkingExtent(extent, nameOf(node.results[0]!), node.source, declared);
  return fewestSamples(extent);
}

const placeOf = ({ results: [x], source }: Node): string => `${nameOf(x!)} ${shapeText(x!.shape)}${madeAt(source)}`;

const madeAt = (source: Source): string => (source.file === '' ? '' : `, made at ${sourceText(source)}`);
