import {
  polynomialProduct,
  samePolynomial,
  sizeOf,
  type Extent,
  type Polynomial,
  type Shape,
} from '../../base/index.js';
import { e, type Expr } from '../../expr/index.js';

/**
 * The index into shape `from` of the element at `index` in shape `to`, both row-major and of one size. Axes are taken
 * together only as far as their products differ, so that what a reshape leaves alone costs no division.
 */
export function regrouped(from: Shape, to: Shape, index: readonly Expr[]): Expr[] {
  const result: Expr[] = from.map(() => e.int(0));
  for (const group of groups(wide(from), wide(to))) {
    const flat = group.to.reduce<Expr>(
      (sum, { extent, axis }) => e.add(e.mul(sum, e.extent(extent)), index[axis]!),
      e.int(0),
    );
    spread(flat, group.from, result);
  }
  return result;
}

interface Axis {
  readonly axis: number;
  readonly extent: Extent;
}

interface Group {
  readonly from: readonly Axis[];
  readonly to: readonly Axis[];
}

/** The axes that have more than one place. */
function wide(shape: Shape): Axis[] {
  return shape.map((extent, axis) => ({ extent, axis })).filter(({ extent }) => extent !== 1);
}

/** The shortest runs of axes on both sides with equal products. */
function groups(from: readonly Axis[], to: readonly Axis[]): Group[] {
  const result: Group[] = [];
  let [i, k] = [0, 0];
  while (i < from.length || k < to.length) {
    const [firstFrom, firstTo] = [i, k];
    let left: Polynomial = [1];
    let right: Polynomial = [1];
    do {
      const takeLeft = k >= to.length || (i < from.length && isSmaller(left, right));
      if (takeLeft) left = times(left, from[i++]!);
      else right = times(right, to[k++]!);
    } while (!samePolynomial(left, right) && (i < from.length || k < to.length));
    result.push({ from: from.slice(firstFrom, i), to: to.slice(firstTo, k) });
  }
  return result;
}

const times = (size: Polynomial, { extent }: Axis): Polynomial => polynomialProduct(size, sizeOf([extent]));

/** a <= b once N is large. */
function isSmaller(a: Polynomial, b: Polynomial): boolean {
  if (a.length !== b.length) return a.length < b.length;
  for (let k = a.length - 1; k >= 0; k--) if (a[k] !== b[k]) return (a[k] ?? 0) < (b[k] ?? 0);
  return true;
}

/** Writes the parts of a row-major offset to their axes; nested, so that the address of what is split is put together again. */
function spread(flat: Expr, axes: readonly Axis[], result: Expr[]): void {
  let rest = flat;
  for (let k = axes.length - 1; k > 0; k--) {
    const { axis, extent } = axes[k]!;
    result[axis] = e.mod(rest, e.extent(extent));
    rest = e.idiv(rest, e.extent(extent));
  }
  const first = axes[0];
  if (first) result[first.axis] = rest;
}
