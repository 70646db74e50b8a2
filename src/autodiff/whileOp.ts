import { noReverseMode, range, unreachable, type Extent, type NdArray } from '../base/index.js';
import {
  applyNode,
  batchGraph,
  currentSource,
  input,
  makeGraph,
  nameOf,
  type Batched,
  type Forward,
  type Graph,
  type Op,
  type Tensor,
} from '../graph/index.js';
import { moveAxis, reduceMax, select, spread } from '../ops/index.js';
import { beforeDifferentiation, constantLike } from '../passes/index.js';
import { evaluateBody, extentOf, typesOf } from './bodies.js';
import { along } from './condOp.js';
import { tangents } from './forward.js';
import { activeInputs } from './scanVjp.js';
import { placed } from './vmap.js';

/** Both graphs take the carries, then what all steps share. */
export interface WhileAttrs {
  readonly test: Graph;
  readonly body: Graph;
  readonly carries: number;
}

/** A loop that runs as long as its test holds. */
export const whileOp: Op<WhileAttrs> = {
  name: 'while',
  called: 'whileLoop',
  operands: ['carry'],
  type: (_, { body }) => typesOf(body.outputs),
  vjp: ({ inputs, attrs: { body, carries }, dys, wanted }) => {
    const active = activeInputs(body, carries, wanted ?? inputs.map(() => true));
    if (range(carries).some((k) => dys[k] && active.includes(k))) throw noReverseMode(currentSource());
    return inputs.map(() => null);
  },
  jvp: (node) => pushed(node),
  batch: (inputs, attrs) => batched(inputs, attrs),
  lower: (_, __, attrs) => ({ form: 'while', ...attrs }),
  reference: (inputs, attrs, at) => repeated(inputs, attrs, at),
  bodies: ({ test, body }) => [test, body],
  withBodies: (attrs, [test, body]) => (test && body ? { ...attrs, test, body } : unreachable('while has two bodies')),
  handsIn: (operands, { test, body, carries }) =>
    [test, body].flatMap((own) => operands.slice(carries).map((x, k) => ({ x, leaf: own.inputs[carries + k]! }))),
  samples: [],
};

function repeated(
  inputs: readonly NdArray[],
  { test, body, carries }: WhileAttrs,
  at: (extent: Extent) => number,
): readonly NdArray[] {
  const constants = inputs.slice(carries);
  let carry = inputs.slice(0, carries);
  while (evaluateBody(test, [...carry, ...constants], at)[0]!.data[0]) {
    carry = evaluateBody(body, [...carry, ...constants], at);
  }
  return carry;
}

/** Tangents are carried beside the values; the test knows of values alone. */
function pushed({ inputs, attrs, tangents: given }: Forward<WhileAttrs>): readonly (Tensor | null)[] {
  const { test, carries } = attrs;
  const body = beforeDifferentiation(attrs.body);
  const moving = new Set(range(inputs.length).filter((k) => given[k]));
  for (;;) {
    const leaves = body.inputs.map((x, k) => (moving.has(k) ? input(`d${nameOf(x)}`, x, x.node.source) : null));
    const moved = tangents(body, leaves);
    const more = range(carries).filter((k) => moved[k] && !moving.has(k));
    more.forEach((k) => moving.add(k));
    if (more.length > 0) continue;
    const own = range(carries).filter((k) => moving.has(k));
    const rest = range(inputs.length)
      .slice(carries)
      .filter((k) => moving.has(k));
    const beside = (xs: readonly Tensor[], tangent: (k: number) => Tensor): Tensor[] => [
      ...xs.slice(0, carries),
      ...own.map(tangent),
      ...xs.slice(carries),
      ...rest.map(tangent),
    ];
    const { results } = applyNode(
      whileOp,
      beside(inputs, (k) => given[k] ?? constantLike(0, inputs[k]!)),
      {
        test: makeGraph(
          beside(test.inputs, (k) => input(`d${nameOf(test.inputs[k]!)}`, test.inputs[k]!)),
          test.outputs,
        ),
        body: makeGraph(
          beside(body.inputs, (k) => leaves[k]!),
          [...body.outputs, ...own.map((k) => moved[k] ?? constantLike(0, body.outputs[k]!))],
        ),
        carries: carries + own.length,
      },
    );
    return range(carries).map((k) => (moving.has(k) ? results[carries + own.indexOf(k)]! : null));
  }
}

/** Runs until the last element of the batch is done; those that are keep what they have. */
function batched(inputs: readonly Batched[], { test, body, carries }: WhileAttrs): Batched[] {
  const extent = extentOf(inputs);
  const isBatched = inputs.map(({ axis }) => axis !== null);
  for (;;) {
    const leaves = body.inputs.map((leaf, k) => {
      const shape = isBatched[k] ? [extent, ...leaf.shape] : leaf.shape;
      return input(nameOf(leaf), { dtype: leaf.dtype, shape }, leaf.node.source);
    });
    const given = leaves.map((x, k) => ({ x, axis: isBatched[k] ? 0 : null }));
    const [goesOn] = batchGraph(test, given) as [Batched];
    const next = batchGraph(body, given);
    // Elements that stop at different steps differ from then on.
    const more = range(carries).filter((k) => !isBatched[k] && (goesOn.axis !== null || next[k]!.axis !== null));
    more.forEach((k) => (isBatched[k] = true));
    if (more.length > 0) continue;
    const each = goesOn.axis === null ? null : moveAxis(goesOn.x, goesOn.axis, 0);
    const kept = next.map((y, k) => {
      const x = placed(y, isBatched[k] ? 0 : null, extent);
      return each ? select(along(each, x), x, leaves[k]!) : x;
    });
    const operands = inputs.map(({ x, axis }, k) => {
      if (!isBatched[k]) return x;
      return axis === null ? spread(x, 0, extent) : moveAxis(x, axis, 0);
    });
    const { results } = applyNode(whileOp, operands, {
      test: makeGraph(leaves, [each ? reduceMax(each, [0]) : goesOn.x]),
      body: makeGraph(leaves, kept),
      carries,
    });
    return results.map((x, k) => ({ x, axis: isBatched[k] ? 0 : null }));
  }
}
