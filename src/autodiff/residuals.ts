import { usualBytes } from '../base/index.js';
import { rebuild, remake, topological, type Graph, type Node, type Tensor } from '../graph/index.js';
import { neg, sigmoid, sub } from '../ops/index.js';
import { isCheap } from '../passes/index.js';
import { dependents } from './closed.js';
import { sinkSide, type Network } from './minCut.js';

/** The part of a derivative that needs nothing that flows back, and where the other part reads it. */
export interface ForwardPart {
  /** What the backward part reads. */
  readonly read: readonly Tensor[];
  /** The nodes that it is computed by, operands first. */
  readonly nodes: readonly Node[];
}

/** What `outputs` read that does not depend on `flowing`, the leaves of cotangents. */
export function forwardPart(outputs: readonly Tensor[], flowing: readonly Tensor[]): ForwardPart {
  const cut = new Set(flowing);
  const order = topological(outputs, cut);
  const back = dependents(order, cut);
  const isForward = (x: Tensor): boolean => !cut.has(x) && !back.has(x.node);
  const read = [...order.filter((node) => back.has(node)).flatMap(({ inputs }) => inputs), ...outputs];
  return { read: [...new Set(read.filter(isForward))], nodes: order.filter((node) => !back.has(node)) };
}

/**
 * The tensors to keep of each step of a loop, so that its backward part can be computed: those of fewest bytes. The others are
 * computed again from them and from what is there anyhow, by arithmetic alone: nothing that costs more is done twice. What
 * depends on no carry is never kept: it is computed before the loop.
 */
export function residuals({ read, nodes }: ForwardPart, body: Graph, carries: number): readonly Tensor[] {
  const leaves = body.inputs.slice(0, carries);
  const changing = dependents(nodes, new Set(leaves));
  const kept = [...new Set([...leaves, ...nodes.filter((node) => changing.has(node)).flatMap((node) => node.results)])];
  const at = new Map(kept.map((x, k) => [x, 2 * k + 2]));
  const pipes: Network['pipes'][number][] = kept.map((x) => [at.get(x)!, at.get(x)! + 1, usualBytes(x) + 1]);
  const [source, sink] = [0, 1];
  for (const x of kept) {
    const isLeaf = leaves.includes(x);
    if (isLeaf || !isCheap(x)) pipes.push([source, at.get(x)!, Infinity]);
    else for (const y of x.node.inputs) if (at.has(y)) pipes.push([at.get(y)! + 1, at.get(x)!, Infinity]);
  }
  for (const x of read) if (at.has(x)) pipes.push([at.get(x)! + 1, sink, Infinity]);
  const behind = sinkSide({ vertices: 2 * kept.length + 2, source, sink, pipes });
  return kept.filter((x) => behind.has(at.get(x)! + 1) && !behind.has(at.get(x)!));
}

/**
 * 1 - sigmoid x instead of sigmoid(-x) where a step has computed sigmoid x: one value to keep of the step instead of two. As in
 * other frameworks, the slope of a gate that is nearly open is then only as exact as 1 is.
 */
export function withComplements(outputs: readonly Tensor[], body: Graph): Tensor[] {
  const gates = new Map(
    body.nodes.flatMap(({ op, inputs, results }) => (op === sigmoid.op ? [[inputs[0]!, results[0]!]] : [])),
  );
  return rebuild(outputs, new Map(body.inputs.map((x) => [x, x])), (node, inputs) => {
    const [x] = inputs;
    const gate = node.op === sigmoid.op && x?.node.op === neg.op && gates.get(x.node.inputs[0]!);
    return gate ? [sub(1, gate)] : remake(node, inputs);
  });
}
