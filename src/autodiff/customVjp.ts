import { at, badAssign, capturedByCustomVjp, knownOptions, unlike, unreachable } from '../base/index.js';
import {
  applyNode,
  currentSource,
  instantiate,
  makeGraph,
  type Batched,
  type Graph,
  type Node,
  type Op,
  type Tensor,
} from '../graph/index.js';
import { moveAxis, reduceSum } from '../ops/index.js';
import { constantLike } from '../passes/index.js';
import { batchedBody, evaluateBody, extentOf, inlined, leavesLike, typesOf } from './bodies.js';
import { kindOf, named, requireFunction, requireLike } from './checks.js';
import { capturedBy } from './closed.js';
import { doAgain } from './effects.js';
import { flatten, withConstants, type Flat, type Nest } from './nest.js';
import { outputsOf, traced, tracedOn, type Traced } from './traced.js';

/** A function with a derivative of its own. All three bodies take the captured tensors as their last inputs. */
export interface CustomVjpAttrs {
  /** Arguments -> results, then what f brought out beside. */
  readonly body: Graph;
  /** Arguments -> results, then residuals. */
  readonly forward: Graph;
  /** Residuals, then cotangents of the results -> cotangents of the arguments. */
  readonly backward: Graph;
  /** How many of the operands are arguments, and how many of the body's outputs are results. */
  readonly args: number;
  readonly results: number;
  /** As in the rules. */
  readonly estimator?: true;
}

/** A function whose derivative is given; its bodies get the captured tensors as their last operands. */
export const customVjpOp: Op<CustomVjpAttrs> = {
  name: 'customVjp',
  operands: ['x'],
  type: (_, { body }) => typesOf(body.outputs),
  vjp: ({ inputs, attrs, ys, dys, wanted }) => {
    const { forward, backward, args, results } = attrs;
    const captured = inputs.slice(args);
    const refused = captured.find((_, k) => wanted?.[args + k]);
    if (refused) throw capturedByCustomVjp(named(refused), currentSource());
    if (dys.slice(0, results).every((dy) => dy === null)) return inputs.map(() => null);
    const residuals = instantiate(forward, inputs).slice(results);
    const flowing = ys.slice(0, results).map((y, k) => dys[k] ?? constantLike(0, y));
    const dxs = instantiate(backward, [...residuals, ...flowing, ...captured]);
    return [...dxs, ...captured.map(() => null)];
  },
  batch: (inputs, attrs) => {
    const node = applyNode(
      customVjpOp,
      inputs.map(({ x }) => x),
      batchedAttrs(inputs, attrs),
    );
    return node.results.map((x) => ({ x, axis: 0 }));
  },
  reference: (inputs, { body }, at) => evaluateBody(body, inputs, at),
  bodies: ({ body, forward, backward }) => [body, forward, backward],
  withBodies: (attrs, [body, forward, backward]) =>
    body && forward && backward ? { ...attrs, body, forward, backward } : unreachable('customVjp has three bodies'),
  expand: (node) => inlined((node.attrs as CustomVjpAttrs).body, node),
  samples: [],
};

/** Whether a node's derivative is meant to be another than that of its value. */
export const isEstimator = ({ op, attrs }: Node): boolean =>
  op === customVjpOp && (attrs as CustomVjpAttrs).estimator === true;

/** Each body over the batch. An argument that the batch shares gets the sum of what its elements send back. */
function batchedAttrs(inputs: readonly Batched[], attrs: CustomVjpAttrs): CustomVjpAttrs {
  const { args, results } = attrs;
  const axes = inputs.map(({ axis }) => axis);
  const captured = axes.slice(args);
  const extent = extentOf(inputs);
  const forward = batchedBody(attrs.forward, axes, extent);
  const residuals = forward.outputs.slice(results).map(() => 0);
  const cotangents = forward.outputs.slice(0, results).map(() => 0);
  const back = batchedBody(attrs.backward, [...residuals, ...cotangents, ...captured], extent);
  const dxs = back.outputs.map((dx, k) => {
    const axis = axes[k]!;
    return axis === null ? reduceSum(dx, [0]) : moveAxis(dx, 0, axis);
  });
  const backward = makeGraph(back.inputs, dxs);
  return { ...attrs, body: batchedBody(attrs.body, axes, extent), forward, backward };
}

export interface CustomVjpRules<X extends readonly unknown[], Y, R> {
  /** The value, and whatever the backward function needs: any nest of tensors; what is no tensor is carried along. */
  readonly forward: (...xs: X) => readonly [y: Y, residuals: R];
  /** The cotangents of the arguments, each like its argument; null for zeros. */
  readonly backward: (residuals: R, dy: Y) => { readonly [K in keyof X]: X[K] | null };
  /**
   * Says that backward is not f's derivative on purpose: a straight-through estimator, a surrogate gradient. Checks of
   * gradients hold its results instead, and name it.
   */
  readonly estimator?: boolean;
}

/** `f` with a derivative of its own, as in JAX. Where nothing is derived, f itself runs. */
export function customVjp<X extends readonly unknown[], Y extends Nest, R>(
  f: (...xs: X) => Y,
  rules: CustomVjpRules<X, Y, R>,
): (...xs: X) => Y {
  requireFunction('customVjp', f);
  const { forward, backward, estimator = false } = rules ?? {};
  knownOptions('customVjp', rules, ['forward', 'backward', 'estimator']);
  requireFunction('customVjp', forward, 'forward');
  requireFunction('customVjp', backward, 'backward');
  return (...xs) => {
    const args = flatten(xs);
    const plain = traced((...given: never[]) => withConstants('customVjp', f(...(given as unknown as X))), args);
    const first = tracedForward(forward as (...xs: never[]) => unknown, args, plain.result);
    const second = tracedBackward(backward as (...xs: never[]) => unknown, xs, first);
    const outputs = outputsOf(plain);
    const captured = [
      ...new Set([
        ...capturedBy(plain.leaves, outputs),
        ...capturedBy(first.leaves, first.outputs),
        ...capturedBy(second.leaves, second.dxs),
      ]),
    ];
    const { results } = applyNode(customVjpOp, [...args.tensors, ...captured], {
      body: makeGraph([...plain.leaves, ...captured], outputs),
      forward: makeGraph([...first.leaves, ...captured], first.outputs),
      backward: makeGraph([...second.leaves, ...captured], second.dxs),
      args: args.tensors.length,
      results: plain.result.tensors.length,
      ...(estimator && { estimator }),
    });
    doAgain(plain.effects, results.slice(plain.result.tensors.length));
    return plain.result.build(results) as Y;
  };
}

interface Forward {
  readonly leaves: Traced['leaves'];
  readonly outputs: readonly Tensor[];
  readonly y: Flat;
  readonly residuals: Flat;
}

function tracedForward(forward: (...xs: never[]) => unknown, args: Flat, plain: Flat): Forward {
  const { leaves, result } = traced(forward, args);
  const pair = result.build(result.tensors);
  if (!Array.isArray(pair) || pair.length !== 2) return fail('the result of forward', kindOf(pair), '[y, residuals]');
  const [y, residuals] = [flatten(withConstants('customVjp', pair[0])), flatten(pair[1])];
  requireLike('customVjp', 'the y of forward', y.tensors, plain.tensors);
  return { leaves, outputs: [...y.tensors, ...residuals.tensors], y, residuals };
}

function tracedBackward(
  backward: (...xs: never[]) => unknown,
  xs: readonly unknown[],
  { y, residuals }: Forward,
): { leaves: readonly Tensor[]; dxs: readonly Tensor[] } {
  const leaves = leavesLike([...residuals.tensors, ...y.tensors]);
  const count = residuals.tensors.length;
  const given = [residuals.build(leaves.slice(0, count)), y.build(leaves.slice(count))];
  const { result, effects } = tracedOn(backward, given);
  const assigned = effects.find(({ variable }) => variable !== null)?.variable;
  if (assigned) throw badAssign(assigned.name, 'backward runs once for each derivative; assign in f', currentSource());
  const list = result.build(result.tensors);
  if (!Array.isArray(list) || list.length !== xs.length) {
    const found = Array.isArray(list) ? `a list of ${list.length}` : kindOf(list);
    return fail('the result of backward', found, `a list of ${xs.length}, one cotangent for each argument`);
  }
  return { leaves, dxs: xs.flatMap((x, k) => cotangentsLike(list[k], flatten(x).tensors)) };
}

/** What backward gave for an argument; null stands for zeros, as for integers. */
function cotangentsLike(dx: unknown, xs: readonly Tensor[]): readonly Tensor[] {
  // What is no tensor has no cotangent, whatever is given for it.
  if (dx === null || dx === undefined || xs.length === 0) return xs.map((x) => constantLike(0, x));
  const { tensors } = flatten(withConstants('customVjp', dx));
  requireLike('customVjp', 'the result of backward', tensors, xs);
  return tensors;
}

const fail = (role: string, found: string, expected: string): never => {
  throw at(unlike('customVjp', role, found, expected), currentSource());
};
