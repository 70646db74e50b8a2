import { isInput, topological, type Graph, type Node, type Op, type Tensor } from '../graph/index.js';
import { broadcastOp, castOp, reshapeOp, reverseOp, sliceOp, transposeOp } from '../ops/index.js';
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
  for (const { op, inputs, attrs } of nodes.flatMap(expanded)) {
    for (const { index, extent, of } of op.ranges?.(inputs, attrs) ?? []) {
      const origin = movedFrom(index);
      if (typeof extent !== 'number' || !isInput(origin)) continue;
      found.set(origin, [...(found.get(origin) ?? []), { extent, of }]);
    }
  }
  return found;
}

/** The nodes that a node stands for: a call of a sub-graph is what is inside. */
export function expanded(node: Node): readonly Node[] {
  const inside = node.op.expand?.(node);
  if (!inside) return [node];
  return topological(inside, new Set(node.inputs)).flatMap((one) => (one === node ? [one] : expanded(one)));
}

/** The narrowest of ranges. */
export const firstRange = (ranges: readonly IndexRange[]): IndexRange | undefined =>
  ranges.reduce<IndexRange | undefined>((least, one) => (least && least.extent <= one.extent ? least : one), undefined);
