import { addExtents, affine, extentOf, scaleExtent, subtractExtents, type Extent } from '../../base/index.js';

/** How many of start, start + stride, … lie before end, for every N; null where that is no extent. */
export function countOf(start: Extent, end: Extent, stride: number): Extent | null {
  const length = subtractExtents(end, start);
  if (typeof length === 'number') return Math.max(0, Math.ceil(length / stride));
  const { n, plus } = affine(length);
  return n % stride === 0 ? extentOf({ n: n / stride, plus: Math.ceil(plus / stride) }) : null;
}

/** The length of an axis with `interior` places between its elements and `low` and `high` around them. */
export function paddedExtent(extent: Extent, low: Extent, high: Extent, interior: number): Extent {
  const around = addExtents(low, high);
  if (extent === 0) return around;
  return addExtents(around, subtractExtents(scaleExtent(extent, interior + 1), interior));
}
