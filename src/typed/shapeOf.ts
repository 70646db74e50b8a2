import type { Shape } from '../base/index.js';
import type { Tensor } from '../graph/index.js';

export type { Operand } from '../ops/index.js';

/** The shape of an operand; a plain number is a scalar, of a nested array nothing is known. */
export type ShapeOf<X> = X extends Tensor<infer S> ? S : X extends number | boolean ? readonly [] : Shape;
