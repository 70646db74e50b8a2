/**
 * How long an axis is: a number, or `a·N + b` in the batch size N, written as its one canonical text:
 * 'N', '2N', 'N+1', '3N-2'. Equal extents are equal texts, so `===` compares them.
 */
export type Extent = number | string;

export interface Affine {
  readonly n: number;
  readonly plus: number;
}

const pattern = /^(-?\d*)N([+-]\d+)?$/;

export function isExtent(text: string): boolean {
  return pattern.test(text);
}

/** The coefficients of an extent; of a number, n is 0. */
export function affine(extent: Extent): Affine {
  if (typeof extent === 'number') return { n: 0, plus: extent };
  const found = pattern.exec(extent);
  if (!found) throw new RangeError(`'${extent}' is no extent: expected a number, 'N', '2N' or 'N+1'`);
  const [, n, plus] = found;
  return { n: n === '' ? 1 : n === '-' ? -1 : Number(n), plus: plus === undefined ? 0 : Number(plus) };
}

/** The canonical extent of `n·N + plus`. */
export function extentOf({ n, plus }: Affine): Extent {
  if (n === 0) return plus;
  const head = n === 1 ? 'N' : n === -1 ? '-N' : `${n}N`;
  return plus === 0 ? head : plus > 0 ? `${head}+${plus}` : `${head}${plus}`;
}

export function addExtents(a: Extent, b: Extent): Extent {
  if (typeof a === 'number' && typeof b === 'number') return a + b;
  const [x, y] = [affine(a), affine(b)];
  return extentOf({ n: x.n + y.n, plus: x.plus + y.plus });
}

export function scaleExtent(a: Extent, factor: number): Extent {
  if (typeof a === 'number') return a * factor;
  const { n, plus } = affine(a);
  return extentOf({ n: n * factor, plus: plus * factor });
}

/** a · b, of which one at most has an N. */
export const multiplyExtents = (a: Extent, b: Extent): Extent =>
  typeof a === 'number' ? scaleExtent(b, a) : scaleExtent(a, Number(b));

export const subtractExtents = (a: Extent, b: Extent): Extent => addExtents(a, scaleExtent(b, -1));

/** a / divisor where it divides for every N, else null. */
export function divideExtent(a: Extent, divisor: number): Extent | null {
  const { n, plus } = affine(a);
  return divisor !== 0 && n % divisor === 0 && plus % divisor === 0
    ? extentOf({ n: n / divisor, plus: plus / divisor })
    : null;
}

/** The extent at one batch size. */
export function extentAt(extent: Extent, n: number): number {
  if (typeof extent === 'number') return extent;
  const { n: factor, plus } = affine(extent);
  return factor * n + plus;
}

/** The fewest samples at which an extent that grows with N, or not at all, is not negative. */
export function fewestSamples(extent: Extent): number {
  const { n, plus } = affine(extent);
  return n === 0 ? 0 : Math.max(0, Math.ceil(-plus / n));
}

/** a <= b for every N >= 1. */
export function neverAbove(a: Extent, b: Extent): boolean {
  const { n, plus } = affine(subtractExtents(b, a));
  return n >= 0 && n + plus >= 0;
}
