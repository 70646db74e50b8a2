import { optionsOf } from '../../base/index.js';
import type { Tensor } from '../../graph/index.js';
import { div } from '../div.js';
import { exp } from '../exp.js';
import { type Operand } from '../families/operand.js';
import { floatOf } from '../families/floats.js';
import { log } from '../log.js';
import { reduceMax } from '../reduceMax.js';
import { reduceSum } from '../reduceSum.js';
import { stopGradient } from '../stopGradient.js';
import { sub } from '../sub.js';
import { reducing } from './reducing.js';

export interface SoftmaxOptions {
  /** The axes over which the results sum to 1. */
  readonly axis?: number | readonly number[] | undefined;
}

/** exp(x) / sum(exp(x)) along an axis, without overflow. */
export function softmax(x: Operand, options: SoftmaxOptions = {}): Tensor {
  const { axis } = optionsOf('softmax', options, { axis: -1 });
  const powers = exp(belowTop(floatOf(x, 'softmax'), 'softmax', axis));
  return div(powers, total(powers, axis));
}

/** log(softmax(x)), exact where the softmax is 0. */
export function logSoftmax(x: Operand, options: SoftmaxOptions = {}): Tensor {
  const { axis } = optionsOf('logSoftmax', options, { axis: -1 });
  const shifted = belowTop(floatOf(x, 'logSoftmax'), 'logSoftmax', axis);
  return sub(shifted, log(total(exp(shifted), axis)));
}

type Axes = number | readonly number[];

/** x less its greatest element, which the result does not depend on. */
function belowTop(x: Tensor, op: string, axis: Axes): Tensor {
  return sub(x, stopGradient(reducing(op, x, { axis, keepDims: true }, reduceMax)));
}

const total = (x: Tensor, axis: Axes): Tensor => reducing('softmax', x, { axis, keepDims: true }, reduceSum);
