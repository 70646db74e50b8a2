import { optionsOf } from '../base/index.js';
import type { Tensor } from '../graph/index.js';
import type { Argnums } from './argnums.js';
import { requireFunction } from './checks.js';
import { grad } from './grad.js';
import { jacobianOf, type ByArgnums, type JacobianOptions } from './jacobian.js';

/**
 * The function that gives all second derivatives of f, a scalar: of shape `[...x.shape, ...x.shape]`; for a nest, or a list of
 * arguments, a nest of nests.
 */
export function hessian<X extends readonly unknown[], const A extends Argnums = 0>(
  f: (...xs: X) => Tensor,
  options: JacobianOptions<A> = {},
): (...xs: X) => ByArgnums<A> {
  const { argnums } = optionsOf<{ readonly argnums?: Argnums }, { argnums: Argnums }>('hessian', options, {
    argnums: 0,
  });
  requireFunction('hessian', f);
  const slope = grad<readonly unknown[], Argnums>(f as (...xs: readonly unknown[]) => Tensor, { argnums });
  return jacobianOf('hessian', slope as (...xs: never[]) => unknown, argnums) as (...xs: X) => ByArgnums<A>;
}
