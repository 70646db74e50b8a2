import { badAttribute, divideExtent, optionsOf } from '../../base/index.js';
import type { Tensor } from '../../graph/index.js';
import { abs } from '../abs.js';
import { add } from '../add.js';
import { div } from '../div.js';
import { erfc } from '../erfc.js';
import { axisOf } from '../families/axes.js';
import { fail, type Operand } from '../families/operand.js';
import { floatOf } from '../families/floats.js';
import { mul } from '../mul.js';
import { neg } from '../neg.js';
import { sigmoid } from '../sigmoid.js';
import { softplus } from '../softplus.js';
import { tanh } from '../tanh.js';
import { relu6 } from './rectifiers.js';
import { split } from './joining.js';

/** x · P(Z <= x) of a standard normal Z; with `approximate`, by tanh, as Hendrycks and Gimpel (2016). */
export function gelu(x: Operand, options: { readonly approximate?: boolean } = {}): Tensor {
  const { approximate } = optionsOf('gelu', options, { approximate: false });
  const tensor = floatOf(x, 'gelu');
  if (!approximate) return mul(mul(0.5, tensor), erfc(mul(-Math.SQRT1_2, tensor)));
  const cube = mul(tensor, mul(tensor, tensor));
  const inner = mul(Math.sqrt(2 / Math.PI), add(tensor, mul(0.044715, cube)));
  return mul(mul(0.5, tensor), add(1, tanh(inner)));
}

/** x · sigmoid(x), also called swish. */
export function silu(x: Operand): Tensor {
  const tensor = floatOf(x, 'silu');
  return mul(tensor, sigmoid(tensor));
}

/** x · tanh(softplus(x)). */
export function mish(x: Operand): Tensor {
  const tensor = floatOf(x, 'mish');
  return mul(tensor, tanh(softplus(tensor)));
}

/** relu6(x + 3) / 6, as Keras 3. Its derivative at either edge is 0. */
export function hardSigmoid(x: Operand): Tensor {
  return div(relu6(add(floatOf(x, 'hardSigmoid'), 3)), 6);
}

/** x · hardSigmoid(x), also called hardSilu. */
export function hardSwish(x: Operand): Tensor {
  const tensor = floatOf(x, 'hardSwish');
  return mul(tensor, hardSigmoid(tensor));
}

/** log(sigmoid(x)), exact in both tails. */
export function logSigmoid(x: Operand): Tensor {
  return neg(softplus(neg(floatOf(x, 'logSigmoid'))));
}

/** x / (1 + |x|). */
export function softsign(x: Operand): Tensor {
  const tensor = floatOf(x, 'softsign');
  return div(tensor, add(1, abs(tensor)));
}

/** The first half along an axis times the sigmoid of the second. */
export function glu(x: Operand, options: { readonly axis?: number } = {}): Tensor {
  const { axis } = optionsOf('glu', options, { axis: -1 });
  const tensor = floatOf(x, 'glu');
  const counted = axisOf('glu', axis, tensor.shape.length);
  const extent = tensor.shape[counted]!;
  if (divideExtent(extent, 2) === null)
    fail(badAttribute('glu', `the extent of axis ${axis}`, String(extent), 'an even number'));
  const [value, gate] = split(tensor, 2, { axis: counted }) as [Tensor, Tensor];
  return mul(value, sigmoid(gate));
}
