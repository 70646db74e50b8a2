import { elements, unreachable, type Extent, type NdArray, type Type } from '../../src/base/index.js';
import {
  applyNode,
  evaluate,
  input,
  makeGraph,
  type Graph,
  type Loop,
  type Op,
  type Tensor,
  type While,
} from '../../src/graph/index.js';

// Loops and branches as ops that have a meaning as steps and a reference, and nothing else: no derivative, no rule.

type LoopAttrs = Omit<Loop, 'form'>;
type WhileAttrs = Omit<While, 'form'>;
interface BranchAttrs {
  readonly then: Graph;
  readonly otherwise: Graph;
}

const common = { operands: ['x'], batch: () => unreachable('not under vmap'), samples: [] } as const;

const run = (graph: Graph, values: readonly NdArray[], at: (extent: Extent) => number): NdArray[] =>
  evaluate(graph.outputs, { values: new Map(graph.inputs.map((x, k) => [x, values[k]!])), n: at('N') });

const part = ({ dtype, shape, data }: NdArray, k: number): NdArray => {
  const size = elements(shape.slice(1));
  return { dtype, shape: shape.slice(1), data: data.slice(k * size, (k + 1) * size) };
};

export const loopOp: Op<LoopAttrs> = {
  ...common,
  name: 'loop',
  type: (_, { body, carries, length }) =>
    body.outputs.map(({ dtype, shape }, k) => ({ dtype, shape: k < carries ? shape : [length, ...shape] })),
  lower: (_, __, attrs) => ({ form: 'loop', ...attrs }),
  bodies: ({ body }) => [body],
  withBodies: (attrs, [body]) => ({ ...attrs, body: body! }),
  reference: (inputs, { body, carries, stacked, length, reverse }, at) => {
    const count = at(length);
    const [xs, constants] = [inputs.slice(carries, carries + stacked), inputs.slice(carries + stacked)];
    let carried = inputs.slice(0, carries);
    const steps: NdArray[][] = [];
    for (let t = 0; t < count; t++) {
      const k = reverse ? count - 1 - t : t;
      const made = run(body, [...carried, ...xs.map((x) => part(x, k)), ...constants], at);
      carried = made.slice(0, carries);
      steps[k] = made.slice(carries);
    }
    const ys = body.outputs.slice(carries).map(({ dtype, shape }, k): NdArray => ({
      dtype,
      shape: [count, ...shape.map(at)],
      data: Float64Array.from(steps.flatMap((step) => [...step[k]!.data])),
    }));
    return [...carried, ...ys];
  },
};

export const whileOp: Op<WhileAttrs> = {
  ...common,
  name: 'while',
  type: (operands, { carries }) => operands.slice(0, carries),
  lower: (_, __, attrs) => ({ form: 'while', ...attrs }),
  bodies: ({ test, body }) => [test, body],
  withBodies: (attrs, [test, body]) => ({ ...attrs, test: test!, body: body! }),
  reference: (inputs, { test, body, carries }, at) => {
    const constants = inputs.slice(carries);
    let carried = inputs.slice(0, carries);
    while (run(test, [...carried, ...constants], at)[0]!.data[0] !== 0)
      carried = run(body, [...carried, ...constants], at);
    return carried;
  },
};

export const branchOp: Op<BranchAttrs> = {
  ...common,
  name: 'branch',
  type: (_, { then }) => then.outputs.map(({ dtype, shape }): Type => ({ dtype, shape })),
  lower: (_, __, attrs) => ({ form: 'branch', ...attrs }),
  bodies: ({ then, otherwise }) => [then, otherwise],
  withBodies: (_, [then, otherwise]) => ({ then: then!, otherwise: otherwise! }),
  reference: ([when, ...inputs], { then, otherwise }, at) => run(when!.data[0] !== 0 ? then : otherwise, inputs, at),
};

interface LoopOf {
  readonly init: readonly Tensor[];
  readonly xs?: readonly Tensor[];
  readonly constants?: readonly Tensor[];
  readonly length: Extent;
  readonly reverse?: boolean;
}

const leafLike = ({ dtype, shape }: Tensor, name: string): Tensor => input(name, { dtype, shape });

/** A loop whose body is given the carries, a slice of each of xs, and the constants; it gives new carries, then slices of results. */
export function loopOf(
  { init, xs = [], constants = [], length, reverse = false }: LoopOf,
  f: (carries: Tensor[], slices: Tensor[], constants: Tensor[]) => readonly Tensor[],
): readonly Tensor[] {
  const carried = init.map((x, k) => leafLike(x, `carry${k}`));
  const slices = xs.map(({ dtype, shape }, k) => input(`slice${k}`, { dtype, shape: shape.slice(1) }));
  const own = constants.map((x, k) => leafLike(x, `constant${k}`));
  const body = makeGraph([...carried, ...slices, ...own], f(carried, slices, own));
  const attrs = { body, length, reverse, carries: init.length, stacked: xs.length };
  return applyNode(loopOp, [...init, ...xs, ...constants], attrs).results;
}

/** A loop for as long as the test holds, over carries and constants. */
export function whileOf(
  init: readonly Tensor[],
  constants: readonly Tensor[],
  test: (...xs: Tensor[]) => Tensor,
  body: (...xs: Tensor[]) => readonly Tensor[],
): readonly Tensor[] {
  const graphOf = (f: (...xs: Tensor[]) => readonly Tensor[]): Graph => {
    const leaves = [...init, ...constants].map((x, k) => leafLike(x, `x${k}`));
    return makeGraph(leaves, f(...leaves));
  };
  const attrs = { carries: init.length, test: graphOf((...xs) => [test(...xs)]), body: graphOf(body) };
  return applyNode(whileOp, [...init, ...constants], attrs).results;
}

/** One of two functions of some tensors. */
export function branchOf(
  when: Tensor,
  xs: readonly Tensor[],
  then: (...xs: Tensor[]) => readonly Tensor[],
  otherwise: (...xs: Tensor[]) => readonly Tensor[],
): readonly Tensor[] {
  const graphOf = (f: (...xs: Tensor[]) => readonly Tensor[]): Graph => {
    const leaves = xs.map((x, k) => leafLike(x, `x${k}`));
    return makeGraph(leaves, f(...leaves));
  };
  return applyNode(branchOp, [when, ...xs], { then: graphOf(then), otherwise: graphOf(otherwise) }).results;
}
