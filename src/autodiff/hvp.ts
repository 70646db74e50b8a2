import type { Tensor } from '../graph/index.js';
import { requireFunction } from './checks.js';
import { grad } from './grad.js';
import { pushed } from './jvp.js';

/** The Hessian of f at x times v, without the Hessian: the gradient's derivative along v. */
export function hvp<X>(f: (x: X) => Tensor, x: X, v: NoInfer<X>): X {
  requireFunction('hvp', f);
  return pushed('hvp', grad(f as (x: unknown) => Tensor) as (...xs: never[]) => unknown, [x], [v])[1] as X;
}
