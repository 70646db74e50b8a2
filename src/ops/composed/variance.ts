import { optionsOf } from '../../base/index.js';
import type { Tensor } from '../../graph/index.js';
import { div } from '../div.js';
import { countElements } from '../extent.js';
import { type Operand } from '../families/operand.js';
import { floatOf } from '../families/floats.js';
import { reduceSum } from '../reduceSum.js';
import { sub } from '../sub.js';
import { square } from './arithmetic.js';
import { keptDims, reducing, type ReduceOptions } from './reducing.js';
import { meanOver } from './reductions.js';
import { rootOrZero } from './norm.js';

export interface VarianceOptions extends ReduceOptions {
  /** What is taken off the count before dividing: 1 for the sample variance, 0 where absent. */
  readonly correction?: number | undefined;
}

/** Mean of the squared distance from the mean, along axes or of all. */
export function variance(x: Operand, options: VarianceOptions = {}): Tensor {
  return varianceFor('variance', x, options);
}

/** Square root of the variance; its derivative where all elements are equal is 0. */
export function std(x: Operand, options: VarianceOptions = {}): Tensor {
  return rootOrZero(varianceFor('std', x, options));
}

function varianceFor(op: string, x: Operand, options: VarianceOptions): Tensor {
  const { correction, ...along } = optionsOf(op, options, { correction: 0, axis: undefined, keepDims: false });
  return reducing(op, floatOf(x, op), along, (tensor, axes) => {
    const squares = reduceSum(square(sub(tensor, keptDims(meanOver(tensor, axes), tensor, axes))), axes);
    const count = countElements(axes.map((axis) => tensor.shape[axis]!));
    return div(squares, correction === 0 ? count : sub(count, correction));
  });
}
