import { affine, polynomialProduct, polynomialSum, type Polynomial } from '../base/index.js';
import type { Axis, Expr } from './expr.js';
import { inOrder } from './walk.js';

/** Floating-point operations of one run, each shared value once, as a polynomial in N. */
export function workOf(roots: readonly Expr[], free: (x: Expr) => ReadonlySet<Axis>): Polynomial {
  const reduced = new Set<Expr>();
  return inOrder(roots).reduce<Polynomial>((sum, x) => {
    if ((x.kind === 'call' || x.kind === 'select') && x.dtype === 'f32') return polynomialSum(sum, pointsOf(free(x)));
    // What a reduction gives beside its value, an index, comes of the same work.
    if (x.kind !== 'reduce' || reduced.has(x.bodies[0]!)) return sum;
    reduced.add(x.bodies[0]!);
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
