import { unreachable } from '../base/index.js';
import { applyNode, type Graph, type Op } from '../graph/index.js';
import { barrier } from '../ops/index.js';
import { batchedBody, evaluateBody, extentOf, inlined, typesOf } from './bodies.js';
import { requireFunction } from './checks.js';
import { closed } from './closed.js';
import { derivedGraph, pullback, pushforward } from './derived.js';
import { doAgain } from './effects.js';
import { flatten, type Nest } from './nest.js';
import { outputsOf, traced } from './traced.js';

export interface CheckpointAttrs {
  readonly body: Graph;
}

/**
 * A part of a model whose inner values are not kept for the backward pass, but computed again: from operands behind a barrier,
 * together with the cotangents, so that the second computation is not shared with the first.
 */
export const checkpointOp: Op<CheckpointAttrs> = {
  name: 'checkpoint',
  operands: ['x'],
  type: (_, { body }) => typesOf(body.outputs),
  vjp: ({ inputs, attrs: { body }, dys }) => {
    const flowing = dys.filter((dy) => dy !== null);
    const behind = barrier([...inputs, ...flowing]);
    const again = behind.slice(0, inputs.length);
    const back = behind.slice(inputs.length);
    return pullback(
      derivedGraph(body, again, again.length),
      dys.map((dy) => (dy === null ? null : back.shift()!)),
    );
  },
  // Forward mode keeps nothing, so there is nothing to compute again.
  jvp: ({ inputs, attrs: { body }, tangents }) => pushforward(derivedGraph(body, inputs, inputs.length), tangents),
  batch: (inputs, { body }) => {
    const axes = inputs.map(({ axis }) => axis);
    const batched = batchedBody(body, axes, extentOf(inputs));
    const xs = inputs.map(({ x }) => x);
    return applyNode(checkpointOp, xs, { body: batched }).results.map((x) => ({ x, axis: 0 }));
  },
  reference: (inputs, { body }, at) => evaluateBody(body, inputs, at),
  bodies: ({ body }) => [body],
  withBodies: (_, [body]) => ({ body: body ?? unreachable('checkpoint has one body') }),
  expand: (node) => inlined((node.attrs as CheckpointAttrs).body, node),
  samples: [],
};

/**
 * `f`, whose inner values are computed again in the backward pass instead of being kept: less memory for more time. Plain values
 * among the arguments reach f as they are.
 */
export function checkpoint<X extends readonly unknown[], Y extends Nest>(f: (...xs: X) => Y): (...xs: X) => Y {
  requireFunction('checkpoint', f);
  return (...xs) => {
    const args = flatten(xs);
    const { leaves, result, effects } = traced(f as (...xs: never[]) => unknown, args);
    const { graph, captured } = closed(leaves, outputsOf({ result, effects }));
    const { results } = applyNode(checkpointOp, [...args.tensors, ...captured], { body: graph });
    doAgain(effects, results.slice(result.tensors.length));
    return result.build(results) as Y;
  };
}
