import { applyNode, type Op, type Tensor } from '../graph/index.js';
import type { NoAttrs } from './families/single.js';

/**
 * Each operand as it is, but nothing sees through it: no sharing, no rule. All operands are there before any result is,
 * so that what is computed again from the results is not taken from before.
 */
export const barrierOp: Op<NoAttrs> = {
  name: 'barrier',
  operands: ['x'],
  opaque: true,
  type: (inputs) => inputs.map(({ dtype, shape }) => ({ dtype, shape })),
  vjp: ({ dys }) => {
    const flowing = dys.filter((dy) => dy !== null);
    const behind = flowing.length === 0 ? [] : barrier(flowing);
    return dys.map((dy) => (dy === null ? null : behind[flowing.indexOf(dy)]!));
  },
  batch: (inputs) => barrier(inputs.map(({ x }) => x)).map((x, k) => ({ x, axis: inputs[k]!.axis })),
  lower: (reads) => reads,
  reference: (inputs) => inputs,
  samples: [
    { shapes: [[3]], attrs: {} },
    { shapes: [[3], [2, 2]], attrs: {} },
  ],
};

/** The operands behind a barrier. */
export function barrier(xs: readonly Tensor[]): readonly Tensor[] {
  return applyNode(barrierOp, xs, {}).results;
}
