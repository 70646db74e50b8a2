import { TapelessError, type NdArray, type Source } from '../base/index.js';
import { backward, isEstimator, jvp } from '../autodiff/index.js';
import { evaluate, input, isInput, makeGraph, rebuild, topological, type Node, type Tensor } from '../graph/index.js';
import { add, constant, mul, stopGradientOp, sum } from '../ops/index.js';

/** Real results as a function of real leaves; whatever other leaves there are, is held. */
export interface Subject {
  readonly xs: readonly Tensor[];
  readonly ys: readonly Tensor[];
}

/** Values of all leaves. */
export interface Point {
  readonly values: ReadonlyMap<Tensor, NdArray>;
  readonly n: number;
}

/** A scalar function of xs, and its gradients as they are claimed to be. */
export interface Claim {
  readonly y: Tensor;
  /** null where y does not depend on an x. */
  readonly dxs: readonly (Tensor | null)[];
}

interface Held {
  readonly leaf: Tensor;
  readonly value: Tensor;
}

/** A subject with everything that is compared, built once for all points. */
export interface Prepared extends Subject {
  /** Leaves for random values: cotangents like ys, tangents like xs, and another direction like xs. */
  readonly cotangents: readonly Tensor[];
  readonly tangents: readonly Tensor[];
  readonly directions: readonly Tensor[];
  /** What stopGradient and estimators hold, and the leaf that stands for it. */
  readonly held: readonly Held[];
  /** The estimators among them: what their derivatives are is not checked. */
  readonly estimators: readonly Source[];
  /** Σ w·y, as it is after stabilising. */
  readonly first: Claim;
  /** Σ u·dx, where dx are the gradients of Σ y·(w + y/2): curved, so that linear functions are checked as well. */
  readonly second: Claim;
  /** Σ w·dy by forward mode; null where there is none. */
  readonly forward: Tensor | null;
}

/** Builds all derivatives of a subject; `order` 1 leaves out the second. */
export function prepare({ xs, ys }: Subject, order: 1 | 2 = 2): Prepared {
  const held: Held[] = [];
  const estimators: Source[] = [];
  const cut = rebuild(ys, new Map(xs.map((x) => [x, x])), (node, inputs) => hold(node, inputs, { held, estimators }));
  const like = (name: string, list: readonly Tensor[]): Tensor[] => list.map((x) => input(name, x));
  const [cotangents, tangents, directions] = [like('w', ys), like('v', xs), like('u', xs)];
  const y = inner(cut, cotangents);
  const curved = inner(
    cut,
    cotangents.map((w, k) => add(w, mul(0.5, cut[k]!))),
  );
  const first = claimOf(y, xs);
  const slopes = order === 1 ? xs.map(() => null) : claimOf(curved, xs).dxs;
  const bent = inner(
    slopes.flatMap((dx) => (dx ? [dx] : [])),
    directions.filter((_, k) => slopes[k]),
  );
  const second = order === 1 ? { y: bent, dxs: slopes } : claimOf(bent, xs);
  const forward = forwardOf({ xs, ys: cut }, tangents, cotangents);
  const parts = { xs, ys: cut, cotangents, tangents, directions, held, estimators };
  return shared({ ...parts, first, second, forward });
}

/** Σ a·b over pairs of tensors of one shape. */
export const inner = (as: readonly Tensor[], bs: readonly Tensor[]): Tensor =>
  as.map((a, k) => sum(mul(a, bs[k]!))).reduce((total, term) => add(total, term), constant(0));

/**
 * The value is what the gradients were made of: a loss that clips its probabilities is exact once it is stabilised, and
 * its gradient is that of the exact one.
 */
const claimOf = (y: Tensor, xs: readonly Tensor[]): Claim => backward(y, xs);

/** What replacing has found so far. */
interface Holding {
  readonly held: Held[];
  readonly estimators: Source[];
}

/** The node over its new inputs, with every stopGradient and estimator replaced by leaves: differences must hold it too. */
function hold(node: Node, inputs: readonly Tensor[], holding: Holding): readonly Tensor[] {
  if (node.op === stopGradientOp) return [heldAs(inputs[0]!, node.source, holding)];
  const same = inputs.every((x, k) => x === node.inputs[k]);
  const moved = same ? node.results : renewed(node, inputs);
  if (isEstimator(node)) {
    holding.estimators.push(node.source);
    return moved.map((value) => heldAs(value, node.source, holding));
  }
  const inside = moved[0] && stopsInside(moved[0].node) ? moved[0].node.op.expand?.(moved[0].node) : null;
  if (!inside) return moved;
  const known = new Map(moved[0]!.node.inputs.map((x) => [x, x]));
  return rebuild(inside, known, (one, own) => hold(one, own, holding));
}

function heldAs(value: Tensor, source: Source, { held }: Holding): Tensor {
  if (value.dtype !== 'f32') return value;
  const leaf = input('held', value, source);
  held.push({ leaf, value });
  return leaf;
}

const isHeld = (node: Node): boolean => node.op === stopGradientOp || isEstimator(node) || stopsInside(node);

const renewed = (node: Node, inputs: readonly Tensor[]): readonly Tensor[] =>
  rebuild(node.results, new Map(node.inputs.map((x, k) => [x, inputs[k]!])));

/** A call of one body (a checkpoint, not a function with a derivative of its own) that holds something. */
function stopsInside({ op, attrs }: Node): boolean {
  const bodies = op.bodies?.(attrs) ?? [];
  return bodies.length === 1 && bodies[0]!.nodes.some(isHeld);
}

function forwardOf({ xs, ys }: Subject, tangents: readonly Tensor[], cotangents: readonly Tensor[]): Tensor | null {
  const f = (...zs: Tensor[]): Tensor[] => rebuild(ys, new Map(xs.map((x, k) => [x, zs[k]!])));
  try {
    const [, dys] = jvp(f, [...xs], [...tangents]);
    return inner(dys, cotangents);
  } catch (error) {
    if (error instanceof TapelessError && error.code === 'no-forward-mode') return null;
    throw error;
  }
}

/** The same with equal nodes as one, so that evaluating takes no step twice. */
function shared(p: Prepared): Prepared {
  const own = [p.first.y, p.second.y, ...p.held.map(({ value }) => value), ...p.ys];
  const wanted = [p.forward, ...p.first.dxs, ...p.second.dxs].filter((x) => x !== null);
  const all = [...own, ...wanted];
  const leaves = topological(all).flatMap((node) => node.results.filter(isInput));
  const { outputs } = makeGraph(leaves, all);
  const now = <T extends Tensor | null>(x: T): T => (x === null ? x : (outputs[all.indexOf(x)] as T));
  const claim = ({ y, dxs }: Claim): Claim => ({ y: now(y), dxs: dxs.map(now) });
  return {
    ...p,
    ys: p.ys.map(now),
    held: p.held.map(({ leaf, value }) => ({ leaf, value: now(value) })),
    first: claim(p.first),
    second: claim(p.second),
    forward: now(p.forward),
  };
}

/** The point with the values that stopGradient holds there. */
export function withHeld({ held }: Prepared, { values, n }: Point): Point {
  const all = new Map(values);
  // One may be held inside another.
  for (const { leaf, value } of held) all.set(leaf, evaluate([value], { values: all, n })[0]!);
  return { values: all, n };
}
