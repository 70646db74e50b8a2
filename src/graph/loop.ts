import type { LoopAttrs, Op } from './op.js';
import { makeGraph } from './graph.js';
import { applyNode, type Node, type Tensor } from './tensor.js';

/** An operand of a loop, and what stands for it in the body. */
export interface LoopOperand {
  readonly x: Tensor;
  readonly leaf: Tensor;
}

/** A loop in parts, for those who change its operands and results. */
export interface LoopParts extends Pick<LoopAttrs, 'length' | 'reverse'> {
  readonly carries: readonly LoopOperand[];
  readonly stacked: readonly LoopOperand[];
  readonly constants: readonly LoopOperand[];
  /** The new carries, and the slices of the stacked results. */
  readonly next: readonly Tensor[];
  readonly slices: readonly Tensor[];
}

/** The parts of a node whose op is a loop. */
export function loopParts({ inputs, attrs }: Pick<Node, 'inputs' | 'attrs'>): LoopParts {
  const { body, carries, stacked, length, reverse } = attrs as LoopAttrs;
  const operands = inputs.map((x, k) => ({ x, leaf: body.inputs[k]! }));
  return {
    length,
    reverse,
    carries: operands.slice(0, carries),
    stacked: operands.slice(carries, carries + stacked),
    constants: operands.slice(carries + stacked),
    next: body.outputs.slice(0, carries),
    slices: body.outputs.slice(carries),
  };
}

/** A loop of these parts. What stands for an operand may be any tensor: it becomes a leaf. */
export function makeLoop(op: Op<LoopAttrs>, parts: LoopParts): Node {
  const { carries, stacked, constants, next, slices, length, reverse } = parts;
  const operands = [...carries, ...stacked, ...constants];
  const body = makeGraph(
    operands.map(({ leaf }) => leaf),
    [...next, ...slices],
  );
  return applyNode(
    op,
    operands.map(({ x }) => x),
    { body, length, reverse, carries: carries.length, stacked: stacked.length },
  );
}
