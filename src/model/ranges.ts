import { isInput, nameOf, topological, type Graph, type Node, type Op, type Tensor } from '../graph/index.js';
import {
  broadcastOp,
  castOp,
  gatherOp,
  reshapeOp,
  reverseOp,
  scatterAddOp,
  sliceOp,
  transposeOp,
} from '../ops/index.js';
import type { IndexRange } from './modelTrace.js';

/** Through these every element is one of the operand's. */
const moving: ReadonlySet<Op> = new Set([broadcastOp, castOp, reshapeOp, reverseOp, sliceOp, transposeOp]);

/** The tensor whose elements x holds, moved about. */
export function movedFrom(x: Tensor): Tensor {
  let at = x;
  while (moving.has(at.node.op)) at = at.node.inputs[0]!;
  return at;
}

/** The graph's inputs that it uses as indices as they are, with the extents that they must stay within. */
export function directRanges({ nodes }: Graph): Map<Tensor, IndexRange[]> {
  const found = new Map<Tensor, IndexRange[]>();
  for (const { op, inputs, attrs, results } of nodes.flatMap(expanded)) {
    const use = usedAsIndex(op, inputs, attrs as { readonly axis: number }, results);
    if (!use) continue;
    const origin = movedFrom(use.index);
    if (isInput(origin)) found.set(origin, [...(found.get(origin) ?? []), use.range]);
  }
  return found;
}

/** The nodes that a node stands for: a call of a sub-graph is what is inside. */
export function expanded(node: Node): readonly Node[] {
  const inside = node.op.expand?.(node);
  if (!inside) return [node];
  return topological(inside, new Set(node.inputs)).flatMap((one) => (one === node ? [one] : expanded(one)));
}

function usedAsIndex(
  op: Op,
  inputs: readonly Tensor[],
  { axis }: { readonly axis: number },
  results: readonly Tensor[],
): { readonly index: Tensor; readonly range: IndexRange } | null {
  const [first, second] = inputs;
  if (op === gatherOp) return within(second!, first!, axis, `axis ${axis} of ${nameOf(first!)}`);
  // The result has only the name of its op.
  if (op === scatterAddOp)
    return within(first!, results[0]!, axis, `axis ${axis} of what ${nameOf(second!)} is added to`);
  return null;
}

function within(index: Tensor, x: Tensor, axis: number, of: string) {
  const extent = x.shape[axis];
  return typeof extent === 'number' ? { index, range: { extent, of } } : null;
}

/** The narrowest of ranges. */
export const firstRange = (ranges: readonly IndexRange[]): IndexRange | undefined =>
  ranges.reduce<IndexRange | undefined>((least, one) => (least && least.extent <= one.extent ? least : one), undefined);
