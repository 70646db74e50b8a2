import { affine, polynomialProduct, polynomialSum, type Polynomial } from '../base/index.js';
import type { Axis, Expr } from './expr.js';
import { inOrder } from './walk.js';

/** Floating-point operations of one run, each shared value once, as a polynomial in N. */
export function workOf(roots: readonly Expr[], free: (x: Expr) => ReadonlySet<Axis>): Polynomial {
  return inOrder(roots).reduce<Polynomial>((sum, x) => {
    if (x.kind === 'call' && x.dtype === 'f32') return polynomialSum(sum, pointsOf(free(x)));
    if (x.kind !== 'reduce' || x.pick !== 0) return sum;
    return polynomialSum(sum, pointsOf(new Set([...free(x), ...x.axes])));
  }, []);
}

const pointsOf = (axes: ReadonlySet<Axis>): Polynomial =>
  [...axes].reduce<Polynomial>(
    (points, { extent }) => {
      const { n, plus } = affine(extent);
      return polynomialProduct(points, n === 0 ? [plus] : [plus, n]);
    },
    [1],
  );
