import { range } from '../../base/index.js';
import {
  apply,
  input,
  loopParts,
  makeLoop,
  nameOf,
  rebuild,
  remake,
  topological,
  withSource,
  type Graph,
  type LoopOperand,
  type LoopParts,
  type Node,
  type Tensor,
} from '../../graph/index.js';
import { broadcastOp, spread } from '../../ops/index.js';
import { constantLike, isA, scalarOf } from '../known.js';
import type { Because } from '../pass.js';
import { readTensors, remadeGraph } from './everywhere.js';

/**
 * Loops without what nobody reads (results, operands, carries) and without what is the same in all steps: a carry that keeps
 * its value is a constant, a stacked result that is an operand is that operand.
 */
export function trim(graph: Graph, because: Because): Graph {
  const read = readTensors(graph);
  return remadeGraph(graph, new Map(), (node, inputs) => {
    if (!node.op.loop) return remake(node, inputs);
    const { parts, results, says: first } = settled(loopParts({ inputs, attrs: node.attrs }));
    const isRead = node.results.map((x) => read.has(x));
    const { kept, places, says: second } = withoutUnread(parts, results, isRead);
    const says = [...first, ...second];
    if (says.length === 0) return remake(node, inputs);
    says.forEach((why) => because(why, node));
    const made =
      kept.next.length + kept.slices.length === 0 ? [] : withSource(node.source, () => makeLoop(node.op, kept)).results;
    return results.map((outside, k) => outside ?? made[places[k]!] ?? node.results[k]!);
  });
}

interface Settled {
  readonly parts: LoopParts;
  /** The results that are known outside, by place. */
  readonly results: readonly (Tensor | null)[];
  readonly says: readonly string[];
}

const once = 'operands of a loop: each once, and known ones in its body';

/** Operands that are the same in all steps become constants, those that are known stand in the body; each once. */
function settled(parts: LoopParts): Settled {
  const says: string[] = [];
  const { constants, inside, take } = collected();
  parts.constants.forEach(take);
  if (inside.size > 0) says.push(once);
  const carried = parts.carries.map(({ x, leaf }, k) => {
    const value = scalarOf(x);
    return parts.next[k] !== leaf && (value === null || !Object.is(scalarOf(parts.next[k]!), value));
  });
  parts.carries.filter((_, k) => !carried[k]).forEach(take);
  if (carried.includes(false)) says.push('carry that keeps its value = constant of the loop');
  const stacked = parts.stacked.filter((operand, k) => {
    const same = parts.stacked.slice(0, k).find(({ x }) => x === operand.x);
    if (isRepeated(operand.x)) inside.set(operand.leaf, repeated(operand, take));
    else if (same) inside.set(operand.leaf, same.leaf);
    else return true;
    says.push(isRepeated(operand.x) ? 'slice of a broadcast = constant of the loop' : once);
    return false;
  });

  const outputs = rebuild([...parts.next, ...parts.slices], new Map(inside));
  const isCarried = (_: unknown, k: number): boolean => carried[k]!;
  const next = outputs.slice(0, parts.next.length).filter(isCarried);
  const slices = outputs.slice(parts.next.length);
  const changed = { ...parts, carries: parts.carries.filter(isCarried), stacked, constants, next, slices };
  const stackedResults = slices.map((slice) => stackedOutside(slice, changed));
  if (stackedResults.some((x) => x)) says.push('stacked result that is the same in all steps, or an operand: outside');
  const results = [...parts.carries.map(({ x }, k) => (carried[k] ? null : x)), ...stackedResults];
  return { parts: changed, results, says: [...new Set(says)] };
}

interface Collected {
  readonly constants: LoopOperand[];
  /** What stands in the body for leaves that are no operands any more. */
  readonly inside: Map<Tensor, Tensor>;
  /** Gives what stands for the operand in the body. */
  readonly take: (operand: LoopOperand) => Tensor;
}

/** Constants of a loop as they are taken: each once, a broadcast by what it repeats, a known value in the body. */
function collected(): Collected {
  const constants: LoopOperand[] = [];
  const inside = new Map<Tensor, Tensor>();
  const known = new Map<Tensor, Tensor>();
  const standIn = ({ x, leaf }: LoopOperand): Tensor => {
    const value = scalarOf(x);
    if (value !== null) return constantLike(value, leaf);
    const same = known.get(x);
    if (same) return same;
    if (isA('broadcast', x)) {
      const [of] = x.node.inputs as readonly [Tensor];
      const one = standIn({ x: of, leaf: input(nameOf(of), of, of.node.source) });
      return apply(broadcastOp, [one], { shape: leaf.shape, axes: axesOf(x) });
    }
    known.set(x, leaf);
    constants.push({ x, leaf });
    return leaf;
  };
  const take = (operand: LoopOperand): Tensor => {
    const inner = standIn(operand);
    if (inner !== operand.leaf) inside.set(operand.leaf, inner);
    return inner;
  };
  return { constants, inside, take };
}

/** The same in all steps: repeated along the first axis. */
const isRepeated = (x: Tensor): boolean => scalarOf(x) !== null || (isA('broadcast', x) && !axesOf(x).includes(0));

const axesOf = ({ node }: Tensor): readonly number[] => (node.attrs as { readonly axes: readonly number[] }).axes;

function repeated({ x, leaf }: LoopOperand, take: Collected['take']): Tensor {
  const value = scalarOf(x);
  if (value !== null) return constantLike(value, leaf);
  const [of] = x.node.inputs as readonly [Tensor];
  const one = take({ x: of, leaf: input(nameOf(of), of, of.node.source) });
  return apply(broadcastOp, [one], { shape: leaf.shape, axes: axesOf(x).map((axis) => axis - 1) });
}

/** A stacked result that needs no loop. */
function stackedOutside(slice: Tensor, { stacked, constants, length }: LoopParts): Tensor | null {
  const value = scalarOf(slice);
  if (value !== null) return constantLike(value, { dtype: slice.dtype, shape: [length, ...slice.shape] });
  const constant = constants.find(({ leaf }) => leaf === slice);
  if (constant) return spread(constant.x, 0, length);
  return stacked.find(({ leaf }) => leaf === slice)?.x ?? null;
}

interface Kept {
  readonly kept: LoopParts;
  /** The new place of each result. */
  readonly places: readonly (number | undefined)[];
  readonly says: readonly string[];
}

function withoutUnread(parts: LoopParts, results: Settled['results'], isRead: readonly boolean[]): Kept {
  const open = results.flatMap((outside, k) => (outside ? [] : [k]));
  const count = isRead.length - parts.slices.length;
  const carryPlaces = open.filter((k) => k < count);
  const isWanted = (k: number): boolean => isRead[k]! && !results[k];
  const slices = [...new Set(parts.slices.filter((_, j) => isWanted(count + j)))];
  const needed = new Set(range(parts.carries.length).filter((k) => isWanted(carryPlaces[k]!)));
  let used = usedBy(slices);
  for (;;) {
    used = usedBy([...slices, ...[...needed].map((k) => parts.next[k]!)]);
    const more = range(parts.carries.length).filter((k) => !needed.has(k) && used.has(parts.carries[k]!.leaf));
    if (more.length === 0) break;
    more.forEach((k) => needed.add(k));
  }
  const isUsed = ({ leaf }: LoopOperand): boolean => used.has(leaf);
  const isNeeded = (_: unknown, k: number): boolean => needed.has(k);
  const kept = {
    ...parts,
    carries: parts.carries.filter(isNeeded),
    next: parts.next.filter(isNeeded),
    stacked: parts.stacked.filter(isUsed),
    constants: parts.constants.filter(isUsed),
    slices,
  };
  const order = [...needed].sort((a, b) => a - b);
  const places = results.map((outside, k) => {
    if (outside || !isRead[k]) return undefined;
    if (k < count) return order.indexOf(carryPlaces.indexOf(k));
    return order.length + slices.indexOf(parts.slices[k - count]!);
  });
  const dropped = (['carries', 'stacked', 'constants', 'slices'] as const).filter(
    (kind) => kept[kind].length < parts[kind].length,
  );
  const names = { carries: 'carries', stacked: 'slices', constants: 'constants', slices: 'stacked results' };
  return { kept, places, says: dropped.map((kind) => `${names[kind]} of a loop that nobody reads`) };
}

/** Everything that some tensors are computed from, themselves included. */
function usedBy(ys: readonly Tensor[]): Set<Tensor> {
  return new Set([...ys, ...topological(ys).flatMap((node: Node) => node.inputs)]);
}
