import {
  elements,
  range,
  sameShape,
  shapeAt,
  typeText,
  unreachable,
  type Extent,
  type NdArray,
} from '../base/index.js';
import {
  applyNode,
  batchGraph,
  input,
  loopParts,
  makeGraph,
  nameOf,
  type Batched,
  type LoopAttrs,
  type Op,
  type Tensor,
} from '../graph/index.js';
import { moveAxis, spread } from '../ops/index.js';
import { evaluateBody, extentOf } from './bodies.js';
import { scanJvp } from './scanJvp.js';
import { scanVjp } from './scanVjp.js';
import { placed } from './vmap.js';

/** A loop over the first axis of its stacked operands; see `Loop` for the order of operands and results. */
export const scanOp: Op<LoopAttrs> = {
  name: 'scan',
  operands: ['carry', 'x'],
  loop: true,
  type: (operands, { body, length, carries, stacked }) => {
    operands.forEach((x, k) => {
      const leaf = body.inputs[k] ?? unreachable('a scan has as many operands as its body has inputs');
      const shape = k >= carries && k < carries + stacked ? [length, ...leaf.shape] : leaf.shape;
      if (x.dtype !== leaf.dtype || !sameShape(x.shape, shape))
        unreachable(`operand ${k} of a scan, ${typeText(x)}, does not fit its body's ${typeText(leaf)}`);
    });
    body.outputs.slice(0, carries).forEach((y, k) => {
      const leaf = body.inputs[k]!;
      if (y.dtype !== leaf.dtype || !sameShape(y.shape, leaf.shape))
        unreachable(`a scan's carry ${typeText(leaf)} becomes ${typeText(y)}`);
    });
    return body.outputs.map(({ dtype, shape }, k) => ({ dtype, shape: k < carries ? shape : [length, ...shape] }));
  },
  extents: (_, { length }) => [length],
  vjp: (node) => scanVjp(node, scanOp),
  jvp: (node) => scanJvp(node, scanOp),
  batch: (inputs, attrs) => batched(inputs, attrs),
  lower: (_, __, attrs) => ({ form: 'loop', ...attrs }),
  reference: (inputs, attrs, at) => stepped(inputs, attrs, at),
  bodies: ({ body }) => [body],
  withBodies: (attrs, [body]) => ({ ...attrs, body: body ?? unreachable('a scan has one body') }),
  handsIn: (inputs, attrs) => {
    const { stacked, constants } = loopParts({ inputs, attrs });
    return [...stacked, ...constants];
  },
  samples: [],
};

function stepped(
  inputs: readonly NdArray[],
  { body, length, reverse, carries, stacked }: LoopAttrs,
  at: (extent: Extent) => number,
): NdArray[] {
  const steps = at(length);
  const xs = inputs.slice(carries, carries + stacked);
  const constants = inputs.slice(carries + stacked);
  const slices: NdArray[][] = body.outputs.slice(carries).map(() => []);
  let carry = inputs.slice(0, carries);
  for (const k of range(steps)) {
    const step = reverse ? steps - 1 - k : k;
    const results = evaluateBody(body, [...carry, ...xs.map((x) => sliceOf(x, step)), ...constants], at);
    carry = results.slice(0, carries);
    results.slice(carries).forEach((y, j) => (slices[j]![step] = y));
  }
  return [...carry, ...body.outputs.slice(carries).map((y, j) => stackOf(y, slices[j]!, steps, at('N')))];
}

function sliceOf({ dtype, shape, data }: NdArray, step: number): NdArray {
  const inner = shape.slice(1);
  const size = elements(inner);
  return { dtype, shape: inner, data: data.subarray(step * size, (step + 1) * size) };
}

function stackOf({ dtype, shape }: Tensor, slices: readonly NdArray[], steps: number, n: number): NdArray {
  const inner = shapeAt(shape, n);
  const data = new Float64Array(steps * elements(inner));
  slices.forEach((slice, k) => data.set(slice.data, k * elements(inner)));
  return { dtype, shape: [steps, ...inner], data };
}

/** A carry is batched where it starts so, or becomes so: found by trying until no more do. */
function batched(inputs: readonly Batched[], attrs: LoopAttrs): Batched[] {
  const { body, carries, stacked } = attrs;
  const extent = extentOf(inputs);
  const isBatched = inputs.map(({ axis }) => axis !== null);
  const isStacked = (k: number): boolean => k >= carries && k < carries + stacked;
  for (;;) {
    const leaves = body.inputs.map((leaf, k) =>
      input(
        nameOf(leaf),
        { dtype: leaf.dtype, shape: isBatched[k]! ? [extent, ...leaf.shape] : leaf.shape },
        leaf.node.source,
      ),
    );
    const results = batchGraph(
      body,
      leaves.map((x, k) => ({ x, axis: isBatched[k]! ? 0 : null })),
    );
    const more = range(carries).filter((k) => !isBatched[k]! && results[k]!.axis !== null);
    more.forEach((k) => (isBatched[k] = true));
    if (more.length > 0) continue;
    const outputs = results.map((y, k) =>
      (k < carries ? isBatched[k]! : y.axis !== null) ? placed(y, 0, extent) : y.x,
    );
    const operands = inputs.map(({ x, axis }, k) => {
      if (!isBatched[k]!) return x;
      const to = isStacked(k) ? 1 : 0;
      return axis === null ? spread(x, to, extent) : moveAxis(x, axis, to);
    });
    const node = applyNode(scanOp, operands, { ...attrs, body: makeGraph(leaves, outputs) });
    return node.results.map((x, k) => {
      if (k < carries) return { x, axis: isBatched[k]! ? 0 : null };
      return { x, axis: results[k]!.axis === null ? null : 1 };
    });
  }
}
