import type { Tensor } from '../../graph/index.js';
import { countElements } from '../extent.js';
import { div } from '../div.js';
import { tensorOf, type Operand } from '../families/operand.js';
import { boolOf, floatOf, numberOf } from '../families/floats.js';
import { reduceMax } from '../reduceMax.js';
import { reduceMin } from '../reduceMin.js';
import { reduceProd } from '../reduceProd.js';
import { reduceSum } from '../reduceSum.js';
import { reducing, type ReduceOptions } from './reducing.js';

/** Sum of the elements along axes, or of all; integers wrap. Over no element, 0. */
export function sum(x: Operand, options: ReduceOptions = {}): Tensor {
  return reducing('sum', numberOf(x, 'sum'), options, reduceSum);
}

/** Product of the elements along axes, or of all. Over no element, 1. The derivative is right beside zeros, at every order. */
export function prod(x: Operand, options: ReduceOptions = {}): Tensor {
  return reducing('prod', numberOf(x, 'prod'), options, reduceProd);
}

/** The greatest element along axes, or of all. Elements that tie share the derivative evenly. */
export function max(x: Operand, options: ReduceOptions = {}): Tensor {
  return reducing('max', tensorOf(x, 'max'), options, reduceMax);
}

/** The least element along axes, or of all. Elements that tie share the derivative evenly. */
export function min(x: Operand, options: ReduceOptions = {}): Tensor {
  return reducing('min', tensorOf(x, 'min'), options, reduceMin);
}

/** Arithmetic mean of f32 along axes, or of all. Over no element, NaN. */
export function mean(x: Operand, options: ReduceOptions = {}): Tensor {
  return reducing('mean', floatOf(x, 'mean'), options, meanOver);
}

/** Whether any bool along axes, or of all, holds. */
export function any(x: Operand, options: ReduceOptions = {}): Tensor {
  return reducing('any', boolOf(x, 'any'), options, reduceMax);
}

/** Whether all bools along axes, or of all, hold. */
export function all(x: Operand, options: ReduceOptions = {}): Tensor {
  return reducing('all', boolOf(x, 'all'), options, reduceMin);
}

/** The mean over axes, which disappear. */
export function meanOver(x: Tensor, axes: readonly number[]): Tensor {
  return div(reduceSum(x, axes), countElements(axes.map((axis) => x.shape[axis]!)));
}
