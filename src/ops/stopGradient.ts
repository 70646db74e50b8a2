import { apply, type Op, type Tensor } from '../graph/index.js';
import { tensorOf, type Operand } from './families/operand.js';
import { single, type NoAttrs } from './families/single.js';

/** Its operand, through which no derivative flows. */
export const stopGradientOp: Op<NoAttrs> = single<['x'], NoAttrs>({
  name: 'stopGradient',
  operands: ['x'],
  type: ([{ dtype, shape }]) => ({ dtype, shape }),
  batch: ([{ x, axis }], attrs) => ({ x: apply(stopGradientOp, [x], attrs), axis }),
  lower: ([x]) => x,
  reference: ([x]) => x,
  samples: [
    { shapes: [[3, 4]], attrs: {} },
    { shapes: [[2]], attrs: {}, dtypes: ['i32'] },
  ],
  expand: ([x]) => x,
});

/** x as a constant of the derivative: nothing flows back through it. */
export function stopGradient(x: Operand): Tensor {
  return apply(stopGradientOp, [tensorOf(x, 'stopGradient')], {});
}
