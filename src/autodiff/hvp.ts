import type { Tensor } from '../graph/index.js';
import { grad } from './grad.js';
import { jvp } from './jvp.js';

/** The Hessian of f at x times v, without the Hessian: the gradient's derivative along v. */
export function hvp<X>(f: (x: X) => Tensor, x: X, v: NoInfer<X>): X {
  const slope = grad(f) as (x: X) => never;
  return jvp<[X], never>((at) => slope(at), [x], [v])[1];
}
