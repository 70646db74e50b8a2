import { badIndex, stridesOf, subtractExtents, type Extent, type Source } from '../base/index.js';
import { topological, type Graph, type Node, type Op, type Tensor } from '../graph/index.js';
import {
  broadcastOp,
  castOp,
  constantOp,
  dynamicSliceOp,
  reshapeOp,
  reverseOp,
  sliceOp,
  transposeOp,
  type ConstantAttrs,
} from '../ops/index.js';

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

/** Whether every element of a tensor is one of the operand's: as a truth value, a number is another one. */
const isMoved = ({ dtype, node }: Tensor): boolean =>
  moving.has(node.op) && (dtype !== 'bool' || node.inputs[0]!.dtype === 'bool');

/** Through these it is some of them. */
const choosing: ReadonlySet<Op> = new Set([dynamicSliceOp, sliceOp]);

/** Elements that a graph uses as indices. */
export interface Indices {
  /** The tensor that they are elements of, moved about: a leaf or a constant where they are not computed. */
  readonly origin: Tensor;
  readonly extent: Extent;
  readonly of: string;
  readonly source: Source;
}

/** What a graph uses as indices, in the bodies of loops and branches too, whether they run or not. */
export function indicesIn(graph: Graph, outside: ReadonlyMap<Tensor, Tensor> = new Map()): Indices[] {
  return graph.nodes.flatMap(expanded).flatMap((node) => {
    const { op, inputs, attrs, source } = node;
    const own = (op.ranges?.(inputs, attrs) ?? []).map(({ index, extent, of }): Indices => ({
      origin: originOf(index, outside),
      extent,
      of,
      source,
    }));
    const around = (op.handsIn?.(inputs, attrs) ?? []).map(({ x, leaf }) => [leaf, originOf(x, outside)] as const);
    const inside = op.bodies?.(attrs) ?? [];
    return [...own, ...inside.flatMap((body) => indicesIn(body, new Map(around)))];
  });
}

/**
 * The tensor whose elements x holds, moved about; x itself where it holds a part of a constant, whose other elements say nothing.
 * `outside` gives what stands around a body for its leaves.
 */
export function originOf(x: Tensor, outside: ReadonlyMap<Tensor, Tensor> = new Map()): Tensor {
  let at = x;
  let isPart = false;
  while (isMoved(at)) {
    isPart ||= choosing.has(at.node.op);
    at = at.node.inputs[0]!;
  }
  const origin = outside.get(at) ?? at;
  return isPart && origin.node.op === constantOp ? x : origin;
}

/** The nodes that a node stands for: a call of a sub-graph is what is inside. */
export function expanded(node: Node): readonly Node[] {
  const inside = node.op.expand?.(node);
  if (!inside) return [node];
  return topological(inside, new Set(node.inputs)).flatMap((one) => (one === node ? [one] : expanded(one)));
}

/** The greatest of indices that are written down, and how much longer what it indexes is: never to be negative. */
export type Needed = readonly [room: Extent, index: Indices & { readonly most: number }];

/** Refuses indices that are written down and lie outside of what they index; an axis that grows with N is long enough from some N on. */
export function neededByConstants(found: readonly Indices[]): readonly Needed[] {
  return found.flatMap((one): Needed[] => {
    const { origin, extent, of, source } = one;
    if (origin.node.op !== constantOp) return [];
    const { data, shape } = origin.node.attrs as ConstantAttrs;
    const wrong = data.findIndex((value) => value < 0 || (typeof extent === 'number' && value >= extent));
    if (wrong >= 0) throw badIndex(data[wrong]!, placeOf(wrong, shape), { extent, of }, source);
    if (data.length === 0) return [];
    const most = Math.max(...data);
    return [[subtractExtents(extent, most + 1), { ...one, most }]];
  });
}

const placeOf = (position: number, shape: readonly number[]): readonly number[] =>
  stridesOf(shape).map((stride, k) => Math.floor(position / stride) % shape[k]!);
