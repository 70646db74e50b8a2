import { optionsOf } from '../../base/index.js';
import type { Tensor } from '../../graph/index.js';
import { add } from '../add.js';
import { type Operand } from '../families/operand.js';
import { floatOf } from '../families/floats.js';
import { mul } from '../mul.js';
import { rsqrt } from '../rsqrt.js';
import { sub } from '../sub.js';
import { mean } from './reductions.js';
import { square } from './arithmetic.js';

/** x moved to mean 0 and scaled to variance 1 along axes; as JAX, `epsilon` is added to the variance. */
export function standardize(
  x: Operand,
  options: { readonly axis?: number | readonly number[]; readonly epsilon?: number } = {},
): Tensor {
  const { axis, epsilon } = optionsOf('standardize', options, { axis: -1, epsilon: 1e-5 });
  const tensor = floatOf(x, 'standardize');
  const centred = sub(tensor, mean(tensor, { axis, keepDims: true }));
  return mul(centred, rsqrt(add(mean(square(centred), { axis, keepDims: true }), epsilon)));
}
