import { range, usualBytes } from '../../base/index.js';
import {
  batchGraph,
  loopParts,
  makeGraph,
  makeLoop,
  remake,
  topological,
  withSource,
  type Batched,
  type Graph,
  type LoopParts,
  type Node,
  type Tensor,
} from '../../graph/index.js';
import { add, moveAxis, reduceSum } from '../../ops/index.js';
import { isA, isElementwise } from '../known.js';
import type { Because } from '../pass.js';
import { remadeGraph } from './everywhere.js';

/**
 * What only adds up from step to step is summed after the loop: the operands of its terms are stacked, and the sum over all
 * steps becomes part of the product or sum that makes the terms. Products that no step reads are made after the loop, too.
 */
export function sink(graph: Graph, because: Because): Graph {
  return remadeGraph(graph, new Map(), (node, inputs) => {
    if (!node.op.loop) return remake(node, inputs);
    const parts = loopParts({ inputs, attrs: node.attrs });
    const sums = sumsOf(parts);
    const products = productsOf(parts, sums);
    if (sums.length + products.length === 0) return remake(node, inputs);
    if (sums.length > 0) because('carry + f in a loop = carry + sum of f over all steps, after the loop', node);
    if (products.length > 0)
      because('product that no step reads = computed for all steps at once, after the loop', node);
    return withAfter(node, parts, sums, products);
  });
}

/** A term that moves behind the loop, and the tensors of a step that it is computed from there. */
interface Late {
  readonly y: Tensor;
  readonly cut: readonly Tensor[];
}

/** A carry to which each step adds terms that move behind the loop, and perhaps others. */
interface Sum {
  readonly place: number;
  readonly late: readonly Late[];
  readonly rest: Tensor;
}

/** A stacked result that is computed behind the loop. */
interface Product extends Late {
  readonly place: number;
}

function sumsOf(parts: LoopParts): Sum[] {
  return parts.carries.flatMap(({ leaf }, place) => {
    const terms = addends(parts.next[place]!);
    const own = terms.filter((x) => x !== leaf);
    if (own.length !== terms.length - 1 || leaf.dtype !== 'f32') return [];
    const others = parts.next.filter((_, k) => k !== place);
    if (readsOf([...others, ...parts.slices, ...own]).has(leaf)) return [];
    const late = own.flatMap((y) => lateOf(y, new Set(), parts) ?? []);
    const kept = own.filter((y) => !late.some((one) => one.y === y));
    return late.length === 0 ? [] : [{ place, late, rest: kept.reduce((a, b) => add(a, b), leaf) }];
  });
}

const addends = (x: Tensor): Tensor[] => (isA('add', x) ? x.node.inputs.flatMap(addends) : [x]);

/** Everything that some tensors are computed from, themselves included. */
const readsOf = (ys: readonly Tensor[]): ReadonlySet<Tensor> =>
  new Set([...ys, ...topological(ys).flatMap(({ inputs }) => inputs)]);

function productsOf(parts: LoopParts, sums: readonly Sum[]): Product[] {
  const next = parts.next.map((x, k) => sums.find(({ place }) => place === k)?.rest ?? x);
  const stays = new Set(readsOf(next));
  const there = new Set([...sums.flatMap(({ late }) => late.flatMap(({ cut }) => cut)), ...parts.slices]);
  return parts.slices.flatMap((y, place) => {
    const late = stays.has(y) ? null : lateOf(y, stays, parts);
    if (!late) return [];
    const more = late.cut.filter((x) => !there.has(x) && !isOperand(x, parts));
    const room = more.reduce((sum, x) => sum + usualBytes(x), 0);
    return room > mostRoom * usualBytes(y) ? [] : [{ ...late, place }];
  });
}

/** So many times the room of a product may its operands take that are stacked for it alone. */
const mostRoom = 4;

const isOperand = (x: Tensor, { stacked, constants }: LoopParts): boolean =>
  [...stacked, ...constants].some(({ leaf }) => leaf === x);

/** What a further sum or a batch of rows is taken into at no cost. */
const reductions: ReadonlySet<string> = new Set(['contract', 'convolve', 'reduceSum', 'scatterAdd']);
const moving: ReadonlySet<string> = new Set(['broadcast', 'reshape', 'transpose']);

/** How y is computed behind the loop: null unless reductions make it that nothing needs inside. */
function lateOf(y: Tensor, stays: ReadonlySet<Tensor>, parts: LoopParts): Late | null {
  const cut = new Set<Tensor>();
  let reduces = false;
  const operand = (x: Tensor): void => {
    const { op, inputs } = x.node;
    const isThere = (part: Tensor): boolean => isOperand(part, parts) || parts.slices.includes(part);
    const goesBack = moving.has(op.name) || (isA('concat', x) && inputs.every(isThere)) || isMadeOfNothing(x);
    if (goesBack) inputs.forEach(operand);
    else cut.add(x);
  };
  const result = (x: Tensor): void => {
    const { op, inputs } = x.node;
    if (isOperand(x, parts) || stays.has(x)) operand(x);
    else if (reductions.has(op.name)) {
      reduces = true;
      inputs.forEach(operand);
    } else if (moving.has(op.name) || isSimple(x)) inputs.forEach(result);
    else operand(x);
  };
  result(y);
  const isVarying = [...cut].some((x) => !parts.constants.some(({ leaf }) => leaf === x));
  return reduces && isVarying && !isComputedAgain([...cut]) ? { y, cut: [...cut] } : null;
}

/** What a checkpoint computes again is not kept for all steps. */
const isComputedAgain = (xs: readonly Tensor[]): boolean =>
  topological(xs).some(({ results: [x] }) => isA('barrier', x!));

/** Arithmetic that a product is stored with. */
const isSimple = (x: Tensor): boolean => isElementwise(x);
const isMadeOfNothing = ({ node }: Tensor): boolean => node.inputs.length === 0 && !node.op.opaque;

function withAfter(node: Node, parts: LoopParts, sums: readonly Sum[], products: readonly Product[]): Tensor[] {
  const gone = new Set(sums.filter(({ rest, place }) => rest === parts.carries[place]!.leaf).map(({ place }) => place));
  const isKept = (_: unknown, k: number): boolean => !gone.has(k);
  const late = [...sums.flatMap((sum) => sum.late), ...products];
  const slices = parts.slices.filter((_, k) => !products.some(({ place }) => place === k));
  const cuts = new Set(late.flatMap(({ cut }) => cut));
  const more = [...cuts].filter((x) => !isOperand(x, parts) && !slices.includes(x));
  const carries = parts.carries.filter(isKept);
  const { results } = withSource(node.source, () =>
    makeLoop(node.op, {
      ...parts,
      carries,
      next: parts.next.map((x, k) => sums.find(({ place }) => place === k)?.rest ?? x).filter(isKept),
      slices: [...slices, ...more],
    }),
  );
  const stacks = [...slices, ...more].map((x, k) => [x, { x: results[carries.length + k]!, axis: 0 }] as const);
  const outside = new Map<Tensor, Batched>([
    ...parts.constants.map(({ x, leaf }) => [leaf, { x, axis: null }] as const),
    ...stacks,
    ...parts.stacked.map(({ x, leaf }) => [leaf, { x, axis: 0 }] as const),
  ]);
  const carriesLeft = range(parts.carries.length).filter((k) => !gone.has(k));
  return node.results.map((_, k) => {
    const slice = parts.slices[k - parts.carries.length];
    if (slice) {
      const product = products.find(({ place }) => place === k - parts.carries.length);
      return product ? behind(product, outside) : results[carries.length + slices.indexOf(slice)]!;
    }
    const before = gone.has(k) ? parts.carries[k]!.x : results[carriesLeft.indexOf(k)]!;
    const sum = sums.find(({ place }) => place === k);
    return (sum?.late ?? []).reduce(
      (total, one) => withSource(one.y.node.source, () => add(total, reduceSum(behind(one, outside), [0]))),
      before,
    );
  });
}

/** A term of all steps, the steps along its first axis. */
function behind({ y, cut }: Late, outside: ReadonlyMap<Tensor, Batched>): Tensor {
  const [made] = batchGraph(
    makeGraph(cut, [y]),
    cut.map((x) => outside.get(x)!),
  ) as [Batched];
  return withSource(y.node.source, () => moveAxis(made.x, made.axis ?? 0, 0));
}
