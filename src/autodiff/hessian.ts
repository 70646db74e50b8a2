import type { Tensor } from '../graph/index.js';
import { grad } from './grad.js';
import { jacobian } from './jacobian.js';
import type { Nest } from './nest.js';

/** The function that gives all second derivatives of f, a scalar: of shape `[...x.shape, ...x.shape]`; for a nest, a nest of nests. */
export function hessian<X>(f: (x: X) => Tensor): (x: X) => Tensor {
  return jacobian(grad(f) as (x: X) => Nest);
}
