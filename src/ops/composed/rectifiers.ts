import { optionsOf } from '../../base/index.js';
import type { Tensor } from '../../graph/index.js';
import { expm1 } from '../expm1.js';
import { tensorOf, type Operand } from '../families/operand.js';
import { floatOf } from '../families/floats.js';
import { less } from '../less.js';
import { lessEqual } from '../lessEqual.js';
import { mul } from '../mul.js';
import { select } from '../select.js';

/** x where it is positive, else 0; NaN stays. Its derivative at 0 is 0. */
export function relu(x: Operand): Tensor {
  const tensor = tensorOf(x, 'relu');
  return select(lessEqual(tensor, 0), 0, tensor);
}

/** relu, no higher than 6. Its derivative at 0 and at 6 is 0. */
export function relu6(x: Operand): Tensor {
  const tensor = tensorOf(x, 'relu6');
  return select(lessEqual(6, tensor), 6, relu(tensor));
}

/**
 * x where it is positive, else x · negativeSlope. Its derivative at 0 is the negative slope. As Keras' function leaky_relu, whose
 * slope is 0.2; Keras' layer LeakyReLU has 0.3.
 */
export function leakyRelu(x: Operand, options: { readonly negativeSlope?: number } = {}): Tensor {
  const { negativeSlope } = optionsOf('leakyRelu', options, { negativeSlope: 0.2 });
  const tensor = floatOf(x, 'leakyRelu');
  return select(less(0, tensor), tensor, mul(tensor, negativeSlope));
}

/** x where it is positive, else alpha · (exp(x) - 1). Its derivative at 0 is alpha. */
export function elu(x: Operand, options: { readonly alpha?: number } = {}): Tensor {
  const { alpha } = optionsOf('elu', options, { alpha: 1 });
  const tensor = floatOf(x, 'elu');
  const positive = less(0, tensor);
  // Masked inside as well: far to the right exp overflows, and 0 times its derivative would be NaN.
  return select(positive, tensor, mul(alpha, expm1(select(positive, 0, tensor))));
}

/** elu with the constants that keep mean and variance (Klambauer et al., 2017). */
export function selu(x: Operand): Tensor {
  return mul(1.0507009873554805, elu(x, { alpha: 1.6732632423543772 }));
}
