import { range, sameShape, unreachable } from '../base/index.js';
import {
  apply,
  applyNode,
  batchGraph,
  input,
  makeGraph,
  nameOf,
  type Batched,
  type BranchAttrs,
  type Graph,
  type Op,
  type Tensor,
} from '../graph/index.js';
import { broadcastOp, select } from '../ops/index.js';
import { beforeDifferentiation, constantLike } from '../passes/index.js';
import { evaluateBody, extentOf, leavesLike, typesOf } from './bodies.js';
import { tangents } from './forward.js';
import { cotangents } from './reverse.js';
import { placed } from './vmap.js';

/** One of two functions of the same operands; the other one is not computed. */
export const condOp: Op<BranchAttrs> = {
  name: 'cond',
  operands: ['pred', 'x'],
  branch: true,
  type: ([pred, ...xs], { then, otherwise }) => {
    if (pred?.dtype !== 'bool' || pred.shape.length > 0) unreachable('the condition of cond is one truth value');
    for (const { inputs } of [then, otherwise]) if (!alike(inputs, xs)) unreachable('both branches take all operands');
    if (!alike(then.outputs, otherwise.outputs)) unreachable('the branches of cond give the same types');
    return typesOf(then.outputs);
  },
  // Each branch computes its inner values again: to keep them would take room for those of both, of which one runs.
  vjp: ({ inputs: [pred, ...xs], attrs, dys, wanted }) => {
    const asked = range(xs.length).filter((k) => xs[k]!.dtype === 'f32' && (wanted?.[k + 1] ?? true));
    return derived(pred!, xs, attrs, dys, (body, leaves) => {
      const found = cotangents(
        body.outputs,
        leaves,
        asked.map((k) => body.inputs[k]!),
      );
      return [null, ...body.inputs.map((_, k) => (asked.includes(k) ? found[asked.indexOf(k)]! : null))];
    });
  },
  jvp: ({ inputs: [pred, ...xs], attrs, tangents: [, ...dxs] }) => derived(pred!, xs, attrs, dxs, tangents),
  batch: ([pred, ...xs], attrs) =>
    pred!.axis === null ? batchedBranches(pred!.x, xs, attrs) : chosen(pred!, xs, attrs),
  lower: (_, __, { then, otherwise }) => ({ form: 'branch', then, otherwise }),
  reference: ([pred, ...xs], { then, otherwise }, at) => evaluateBody(pred!.data[0] ? then : otherwise, xs, at),
  bodies: ({ then, otherwise }) => [then, otherwise],
  withBodies: (_, [then, otherwise]) => (then && otherwise ? { then, otherwise } : unreachable('cond has two bodies')),
  handsIn: ([, ...xs], { then, otherwise }) =>
    [then, otherwise].flatMap(({ inputs }) => inputs.map((leaf, k) => ({ x: xs[k]!, leaf }))),
  samples: [],
};

const alike = (xs: readonly Tensor[], ys: readonly Tensor[]): boolean =>
  xs.length === ys.length && xs.every((x, k) => x.dtype === ys[k]!.dtype && sameShape(x.shape, ys[k]!.shape));

type Derive = (body: Graph, leaves: readonly (Tensor | null)[]) => readonly (Tensor | null)[];

/** What one derives from each branch, given stand-ins for what flows in: again one of two. null where neither has any. */
function derived(
  pred: Tensor,
  xs: readonly Tensor[],
  attrs: BranchAttrs,
  given: readonly (Tensor | null)[],
  derive: Derive,
): (Tensor | null)[] {
  const flowing = given.filter((x) => x !== null);
  const branches = [attrs.then, attrs.otherwise].map((branch) => {
    const body = beforeDifferentiation(branch);
    const leaves = leavesLike(flowing);
    const own = [...leaves];
    const found = derive(
      body,
      given.map((x) => (x === null ? null : own.shift()!)),
    );
    return { inputs: [...body.inputs, ...leaves], found };
  });
  const places = range(branches[0]!.found.length).filter((k) => branches.some(({ found }) => found[k]));
  if (places.length === 0) return branches[0]!.found.map(() => null);
  const [then, otherwise] = branches.map(({ inputs, found }) => {
    const like = (k: number): Tensor => branches.map((branch) => branch.found[k]).find((x) => x)!;
    return makeGraph(
      inputs,
      places.map((k) => found[k] ?? constantLike(0, like(k))),
    );
  });
  const { results } = applyNode(condOp, [pred, ...xs, ...flowing], { then: then!, otherwise: otherwise! });
  return branches[0]!.found.map((_, k) => (places.includes(k) ? results[places.indexOf(k)]! : null));
}

/** All elements of the batch take one way: a result is batched where it is in either branch. */
function batchedBranches(pred: Tensor, xs: readonly Batched[], attrs: BranchAttrs): Batched[] {
  const extent = extentOf(xs);
  const both = [attrs.then, attrs.otherwise].map((body) => {
    const leaves = body.inputs.map((leaf, k) => input(nameOf(leaf), xs[k]!.x, leaf.node.source));
    return {
      leaves,
      ys: batchGraph(
        body,
        leaves.map((x, k) => ({ x, axis: xs[k]!.axis })),
      ),
    };
  });
  const isBatched = attrs.then.outputs.map((_, k) => both.some(({ ys }) => ys[k]!.axis !== null));
  const [then, otherwise] = both.map(({ leaves, ys }) =>
    makeGraph(
      leaves,
      ys.map((y, k) => placed(y, isBatched[k] ? 0 : null, extent)),
    ),
  );
  const operands = [pred, ...xs.map(({ x }) => x)];
  const { results } = applyNode(condOp, operands, { then: then!, otherwise: otherwise! });
  return results.map((x, k) => ({ x, axis: isBatched[k] ? 0 : null }));
}

/** Each element takes its own way: both are computed, and each takes its own from one of them. */
function chosen(pred: Batched, xs: readonly Batched[], { then, otherwise }: BranchAttrs): Batched[] {
  const extent = extentOf([pred]);
  const [first, second] = [then, otherwise].map((body) => batchGraph(body, xs).map((y) => placed(y, 0, extent)));
  return first!.map((a, k) => ({ x: select(along(pred.x, a), a, second![k]!), axis: 0 }));
}

/** One truth value for each element of a batch, repeated over all that belongs to the element. */
export const along = (pred: Tensor, { shape }: Tensor): Tensor =>
  shape.length === 1 ? pred : apply(broadcastOp, [pred], { shape, axes: [0] });
