import { range } from '../../base/index.js';
import type { Tensor } from '../../graph/index.js';
import { floatOf } from '../families/floats.js';
import type { Operand } from '../families/operand.js';
import { maximum } from '../maximum.js';
import { sub } from '../sub.js';
import { square } from './arithmetic.js';
import { windowMean, windowsFor } from './pooling.js';
import { mean } from './reductions.js';
import type { PerAxis } from './sliding.js';

/**
 * At each element of x [N, ...space, C] the mean of the window around it, of as many elements along each axis between the first and
 * the last; beyond the border there are none.
 */
export function localMean(x: Operand, window: PerAxis): Tensor {
  return around('localMean', floatOf(x, 'localMean'), window);
}

/** At each element of x [N, ...space, C] the variance in the window around it, as `localMean`'s. */
export function localVariance(x: Operand, window: PerAxis): Tensor {
  const tensor = floatOf(x, 'localVariance');
  // Around the mean of the image, so that fewer digits are lost: of equals the variance is 0.
  const space = range(tensor.shape.length - 2).map((k) => k + 1);
  const distance = sub(tensor, mean(tensor, { axis: space, keepDims: true }));
  const squares = around('localVariance', square(distance), window);
  return maximum(sub(squares, square(around('localVariance', distance, window))), 0);
}

const around = (op: string, x: Tensor, window: PerAxis): Tensor =>
  windowMean(op, x, windowsFor(op, x, { window, strides: 1, padding: 'same' }));
