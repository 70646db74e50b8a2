import { typeText } from '../../base/index.js';
import {
  consing,
  loopParts,
  makeLoop,
  rebuild,
  topological,
  withSource,
  type Graph,
  type LoopOperand,
  type LoopParts,
  type Node,
  type Tensor,
} from '../../graph/index.js';
import type { Because } from '../pass.js';
import { remadeGraph } from './everywhere.js';

/**
 * Two loops over the same slices whose carries are the same are one with the results of both: the loop of a model's loss
 * and the one that keeps what its derivative needs.
 */
export function join(graph: Graph, because: Because): Graph {
  const loops = graph.nodes.filter(({ op }) => op.loop);
  for (const [k, first] of loops.entries()) {
    for (const second of loops.slice(k + 1)) {
      const joined = joinedLoops(first, second);
      if (!joined) continue;
      because('two loops over the same carries = one loop', second);
      return join(remadeGraph(graph, joined), because);
    }
  }
  return graph;
}

/** What stands for the results of both; null where they stay two. */
function joinedLoops(first: Node, second: Node): Map<Tensor, Tensor> | null {
  const [a, b] = [loopParts(first), loopParts(second)];
  if (first.op !== second.op || a.length !== b.length || a.reverse !== b.reverse || readsOther(second, first))
    return null;
  const pairs = pairsOf(a, b);
  if (!isEnough(pairs, a, b)) return null;
  const { results } = withSource(first.source, () => makeLoop(first.op, unite(a, b, pairs)));
  return replacements(first, second, { a, b, pairs, results });
}

/**
 * The carries of b that have the values of a's in all steps, by place: those that start alike are taken to be alike until their
 * next values, computed from what is taken to be alike, are not.
 */
function pairsOf(a: LoopParts, b: LoopParts): Map<number, number> {
  const loops = [a, b];
  const carries = loops.flatMap((parts) => parts.carries);
  const shared = sharedOperands(a, b);
  let classes = numbered(carries.map(({ x, leaf }) => `${idOf(x)} ${typeText(leaf)}`));
  for (;;) {
    const inside = new Map(shared);
    carries.forEach(({ leaf }, k) => inside.set(leaf, carries[classes.indexOf(classes[k]!)]!.leaf));
    const share = consing();
    const next = loops.flatMap((parts) => rebuild(parts.next, new Map(inside), share));
    const finer = numbered(next.map((x, k) => `${classes[k]} ${next.indexOf(x)}`));
    if (Math.max(...finer, 0) === Math.max(...classes, 0)) break;
    classes = finer;
  }
  const pairs = new Map<number, number>();
  const [ofA, ofB] = [classes.slice(0, a.carries.length), classes.slice(a.carries.length)];
  ofB.forEach((name, j) => ofA.includes(name) && pairs.set(j, ofA.indexOf(name)));
  return pairs;

  function idOf(x: Tensor): number {
    return carries.findIndex((operand) => operand.x === x);
  }
}

/** Equal texts as equal numbers from 0. */
function numbered(texts: readonly string[]): number[] {
  const names = [...new Set(texts)];
  return texts.map((text) => names.indexOf(text));
}

/** The leaves of operands that both loops have, those of b as a's; the other leaves as they are. */
function sharedOperands(a: LoopParts, b: LoopParts): Map<Tensor, Tensor> {
  const leaves = new Map<Tensor, Tensor>();
  for (const kind of ['stacked', 'constants'] as const) {
    for (const { leaf } of a[kind]) leaves.set(leaf, leaf);
    for (const { x, leaf } of b[kind]) leaves.set(leaf, a[kind].find((operand) => operand.x === x)?.leaf ?? leaf);
  }
  return leaves;
}

/** One loop has all carries of the other; of loops without any, one has all slices of the other. */
function isEnough(pairs: ReadonlyMap<number, number>, a: LoopParts, b: LoopParts): boolean {
  if (Math.min(a.carries.length, b.carries.length) > 0) {
    return pairs.size === Math.min(a.carries.length, b.carries.length);
  }
  const [xs, ys] = [a, b].map(({ stacked }) => new Set(stacked.map(({ x }) => x)));
  const within = (inner: Set<Tensor>, outer: Set<Tensor>): boolean => [...inner].every((x) => outer.has(x));
  return a.stacked.length > 0 && b.stacked.length > 0 && (within(xs!, ys!) || within(ys!, xs!));
}

function unite(a: LoopParts, b: LoopParts, pairs: ReadonlyMap<number, number>): LoopParts {
  const inside = sharedOperands(a, b);
  a.carries.forEach(({ leaf }) => inside.set(leaf, leaf));
  b.carries.forEach(({ leaf }, j) => inside.set(leaf, pairs.has(j) ? a.carries[pairs.get(j)!]!.leaf : leaf));
  const isOwn = (_: unknown, j: number): boolean => !pairs.has(j);
  const own = ({ leaf }: LoopOperand): boolean => inside.get(leaf) === leaf;
  const share = consing();
  const rebuilt = (xs: readonly Tensor[]): Tensor[] => rebuild(xs, new Map(inside), share);
  return {
    ...a,
    carries: [...a.carries, ...b.carries.filter(isOwn)],
    stacked: [...a.stacked, ...b.stacked.filter(own)],
    constants: [...a.constants, ...b.constants.filter(own)],
    next: [...rebuilt(a.next), ...rebuilt(b.next).filter(isOwn)],
    slices: [...rebuilt(a.slices), ...rebuilt(b.slices)],
  };
}

function replacements(first: Node, second: Node, { a, b, pairs, results }: Joined): Map<Tensor, Tensor> {
  const own = b.carries.map((_, j) => j).filter((j) => !pairs.has(j));
  const carries = a.carries.length + own.length;
  const placeOfA = (k: number): number => (k < a.carries.length ? k : own.length + k);
  const placeOfB = (k: number): number => {
    if (k >= b.carries.length) return carries + a.slices.length + k - b.carries.length;
    return pairs.get(k) ?? a.carries.length + own.indexOf(k);
  };
  return new Map([
    ...first.results.map((x, k) => [x, results[placeOfA(k)]!] as const),
    ...second.results.map((x, k) => [x, results[placeOfB(k)]!] as const),
  ]);
}

interface Joined {
  readonly a: LoopParts;
  readonly b: LoopParts;
  readonly pairs: ReadonlyMap<number, number>;
  readonly results: readonly Tensor[];
}

/** The later one of two nodes in topological order may depend on the other, never the other way round. */
const readsOther = (later: Node, earlier: Node): boolean => topological(later.inputs).includes(earlier);
