import type { Shape } from '../base/index.js';
import type { Tensor as AnyTensor } from '../graph/index.js';

/**
 * A tensor, with its shape if that is known: `Tensor<['N', 784]>`. `Tensor` alone is any tensor. Shapes are read-only; a
 * tuple that is not is taken as if it were.
 */
export type Tensor<S extends Shape = Shape> = AnyTensor<Readonly<S>>;
