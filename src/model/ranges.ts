import { sourceText } from '../base/index.js';
import {
  isInput,
  loopParts,
  topological,
  type Graph,
  type LoopAttrs,
  type Node,
  type Op,
  type Tensor,
} from '../graph/index.js';
import { broadcastOp, castOp, dynamicSliceOp, reshapeOp, reverseOp, sliceOp, transposeOp } from '../ops/index.js';
import type { IndexRange } from './modelTrace.js';

/** Through these every element is one of the operand's. */
const moving: ReadonlySet<Op> = new Set([
  broadcastOp,
  castOp,
  dynamicSliceOp,
  reshapeOp,
  reverseOp,
  sliceOp,
  transposeOp,
]);

/** The tensor whose elements x holds, moved about. */
export function movedFrom(x: Tensor): Tensor {
  let at = x;
  while (moving.has(at.node.op)) at = at.node.inputs[0]!;
  return at;
}

/** The graph's inputs that it uses as indices as they are, with the extents that they must stay within. */
export function directRanges(graph: Graph): Map<Tensor, IndexRange[]> {
  const found = new Map<Tensor, IndexRange[]>();
  collect(graph, new Map(), found);
  return found;
}

/** `outside` gives what stands around a loop for the inputs of its body. */
function collect(
  { nodes }: Pick<Graph, 'nodes'>,
  outside: ReadonlyMap<Tensor, Tensor>,
  found: Map<Tensor, IndexRange[]>,
): void {
  for (const node of nodes.flatMap(expanded)) {
    const { op, inputs, attrs, source } = node;
    for (const { index, extent, of } of op.ranges?.(inputs, attrs) ?? []) {
      const origin = originOf(index, outside);
      if (typeof extent !== 'number' || !isInput(origin)) continue;
      const where = source.file === '' ? of : `${of} at ${sourceText(source)}`;
      found.set(origin, [...(found.get(origin) ?? []), { extent, of: where }]);
    }
    if (!op.loop) continue;
    const { stacked, constants } = loopParts(node);
    const around = [...stacked, ...constants].map(({ x, leaf }) => [leaf, originOf(x, outside)] as const);
    collect((attrs as LoopAttrs).body, new Map(around), found);
  }
}

/** The tensor whose elements x holds, moved about, inside of loops and around them. */
function originOf(x: Tensor, outside: ReadonlyMap<Tensor, Tensor>): Tensor {
  const origin = movedFrom(x);
  return outside.get(origin) ?? origin;
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
