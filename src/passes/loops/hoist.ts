import { usualBytes } from '../../base/index.js';
import {
  batchGraph,
  instantiate,
  loopParts,
  makeGraph,
  makeLoop,
  remake,
  withSource,
  type Graph,
  type LoopOperand,
  type LoopParts,
  type Node,
  type Tensor,
} from '../../graph/index.js';
import { moveAxis } from '../../ops/index.js';
import { isElementwise, isMovement } from '../known.js';
import type { Because } from '../pass.js';
import { dependents, remadeGraph } from './everywhere.js';

/**
 * What a loop computes from constants alone is computed once, before it; sums and products that depend on no carry are computed
 * before it for all steps at once: `x_t W` of all t is one product.
 */
export function hoist(graph: Graph, because: Because): Graph {
  return remadeGraph(graph, new Map(), (node, inputs) => {
    if (!node.op.loop) return remake(node, inputs);
    const parts = loopParts({ inputs, attrs: node.attrs });
    const { body } = node.attrs as { readonly body: Graph };
    const kinds = kindsOf(body.nodes, parts);
    const readers = [...body.nodes.filter((own) => kinds.stays(own)), { inputs: body.outputs }];
    const read = readers.flatMap((reader) => reader.inputs);
    const once = frontier(read, (x) => kinds.isInvariant(x.node) && !isMovement(x), kinds.isInvariant);
    const ahead = frontier(withoutSliced(read, body.nodes), worthAhead(kinds.isAhead), kinds.isAhead);
    if (once.length + ahead.length === 0) return remake(node, inputs);
    if (once.length > 0) because('f(constants) in a loop = computed once, before the loop', node);
    if (ahead.length > 0)
      because('sums and products of slices in a loop = computed for all steps at once, before the loop', node);
    return withSource(node.source, () =>
      makeLoop(node.op, {
        ...parts,
        stacked: [...parts.stacked, ...aheadOf(ahead, parts)],
        constants: [...parts.constants, ...onceOf(once, parts)],
      }),
    ).results;
  });
}

/**
 * Without what a loop inside takes slices of: that is computed for all its steps at once as it is, and for the steps of both loops
 * together it would take the room that a loop over chunks saves.
 */
function withoutSliced(read: readonly Tensor[], nodes: readonly Node[]): readonly Tensor[] {
  const sliced = new Set(
    nodes.filter(({ op }) => op.loop).flatMap((node) => loopParts(node).stacked.map(({ x }) => x)),
  );
  return read.filter((x) => !sliced.has(x));
}

interface Kinds {
  /** Computed from constants of the loop; what is made of nothing stays where it is. */
  readonly isInvariant: (node: Node) => boolean;
  /** Computed from slices, and depends on no carry. */
  readonly isAhead: (node: Node) => boolean;
  readonly stays: (node: Node) => boolean;
}

function kindsOf(nodes: readonly Node[], { carries, stacked, constants }: LoopParts): Kinds {
  const leaves = (operands: readonly LoopOperand[]): Tensor[] => operands.map(({ leaf }) => leaf);
  const fixed = nodes.filter(({ op }) => op.opaque || op.bodies).flatMap(({ results }) => results);
  const changing = dependents(nodes, [...leaves(carries), ...fixed]);
  for (const node of nodes) if (node.op.opaque || node.op.bodies) changing.add(node);
  const varying = dependents(nodes, leaves(stacked));
  const known = dependents(nodes, leaves(constants));
  const isAhead = (node: Node): boolean => varying.has(node) && !changing.has(node);
  const isInvariant = (node: Node): boolean => known.has(node) && !varying.has(node) && !changing.has(node);
  return { isAhead, isInvariant, stays: (node) => changing.has(node) };
}

/** The first tensors that `isTaken`, from what is read towards what it is computed from, as far as `within` says. */
function frontier(
  read: readonly Tensor[],
  isTaken: (x: Tensor) => boolean,
  within: (node: Node) => boolean,
): readonly Tensor[] {
  const found = new Set<Tensor>();
  const seen = new Set<Tensor>();
  const visit = (x: Tensor): void => {
    if (seen.has(x)) return;
    seen.add(x);
    if (isTaken(x)) found.add(x);
    else if (within(x.node)) x.node.inputs.forEach(visit);
  };
  read.forEach(visit);
  return [...found];
}

/**
 * What reads more than it gives, or something of that kind by arithmetic that takes no more room: a mask instead of the bits that it
 * is made of. Arithmetic on slices alone is as well done step by step.
 */
function worthAhead(isAhead: (node: Node) => boolean): (x: Tensor) => boolean {
  const known = new Map<Tensor, boolean>();
  const isWorth = (x: Tensor): boolean => {
    const before = known.get(x);
    if (before !== undefined) return before;
    const found = isAhead(x.node) && !isMovement(x) && (!isElementwise(x) || isNoLarger(x));
    known.set(x, found);
    return found;
  };
  const isNoLarger = (x: Tensor): boolean => {
    const below = frontier(x.node.inputs, isWorth, isAhead);
    return below.length > 0 && usualBytes(x) <= below.reduce((sum, y) => sum + usualBytes(y), 0);
  };
  return isWorth;
}

/** Computed outside from the operands; inside, each becomes a constant. */
function onceOf(inside: readonly Tensor[], { constants }: LoopParts): LoopOperand[] {
  const graph = makeGraph(
    constants.map(({ leaf }) => leaf),
    inside,
  );
  const made = instantiate(
    graph,
    constants.map(({ x }) => x),
  );
  return inside.map((leaf, k) => ({ x: made[k]!, leaf }));
}

/** Computed outside over all steps; inside, each becomes a slice. */
function aheadOf(inside: readonly Tensor[], { stacked, constants }: LoopParts): LoopOperand[] {
  const operands = [...stacked, ...constants];
  const graph = makeGraph(
    operands.map(({ leaf }) => leaf),
    inside,
  );
  const made = batchGraph(
    graph,
    operands.map(({ x }, k) => ({ x, axis: k < stacked.length ? 0 : null })),
  );
  return inside.map((leaf, k) => ({ x: moveAxis(made[k]!.x, made[k]!.axis ?? 0, 0), leaf }));
}
