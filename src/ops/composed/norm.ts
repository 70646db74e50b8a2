import { badAttribute, optionsOf } from '../../base/index.js';
import type { Tensor } from '../../graph/index.js';
import { abs } from '../abs.js';
import { fail, type Operand } from '../families/operand.js';
import { floatOf } from '../families/floats.js';
import { lessEqual } from '../lessEqual.js';
import { maximum } from '../maximum.js';
import { mul } from '../mul.js';
import { reduceMax } from '../reduceMax.js';
import { reduceSum } from '../reduceSum.js';
import { rsqrt } from '../rsqrt.js';
import { select } from '../select.js';
import { sqrt } from '../sqrt.js';
import { square } from './arithmetic.js';
import { reducing, type ReduceOptions } from './reducing.js';

export interface NormOptions extends ReduceOptions {
  /** 2: Euclid's; 1: sum of absolute values; Infinity: the greatest absolute value. */
  readonly ord?: number | undefined;
}

/** Norm of the vectors along axes, or of all elements. Its derivative at the zero vector is 0, and so are all further ones. */
export function norm(x: Operand, options: NormOptions = {}): Tensor {
  const { ord, ...along } = optionsOf('norm', options, { ord: 2, axis: undefined, keepDims: false });
  return reducing('norm', floatOf(x, 'norm'), along, (tensor, axes) => {
    if (ord !== 1 && ord !== 2 && ord !== Infinity) fail(badAttribute('norm', 'ord', String(ord), '1, 2 or Infinity'));
    if (ord === 1) return reduceSum(abs(tensor), axes);
    if (ord === Infinity) return reduceMax(abs(tensor), axes);
    return rootOrZero(reduceSum(square(tensor), axes));
  });
}

/** x divided by its Euclidean norm along axes; as TensorFlow, x² is summed to at least `epsilon`. */
export function l2Normalize(
  x: Operand,
  options: { readonly axis?: number | readonly number[]; readonly epsilon?: number } = {},
): Tensor {
  const { axis, epsilon } = optionsOf('l2Normalize', options, { axis: -1, epsilon: 1e-12 });
  const tensor = floatOf(x, 'l2Normalize');
  const squares = reducing('l2Normalize', square(tensor), { axis, keepDims: true }, reduceSum);
  return mul(tensor, rsqrt(maximum(squares, epsilon)));
}

/** Square root of what is never negative, with the derivative 0 at 0: the root there is of 1, and the result masked. */
export function rootOrZero(x: Tensor): Tensor {
  const zero = lessEqual(x, 0);
  return select(zero, 0, sqrt(select(zero, 1, x)));
}
