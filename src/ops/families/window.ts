import {
  addExtents,
  affine,
  badAttribute,
  extentOf,
  scaleExtent,
  subtractExtents,
  valueText,
  type Extent,
} from '../../base/index.js';
import { fail } from './operand.js';

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

/** Throws unless `list` has something for each axis, or for the first ones where `whole` is not asked. */
export function requireAxisList(
  op: string,
  what: string,
  list: unknown,
  { rank, whole }: { readonly rank: number; readonly whole: boolean },
): void {
  if (!Array.isArray(list)) fail(badAttribute(op, what, valueText(list), 'a list by axis'));
  const { length } = list as readonly unknown[];
  if (whole ? length === rank : length <= rank) return;
  const expected = whole ? `one for each of ${rank} axes` : `at most ${rank}`;
  fail(badAttribute(op, `the number of ${what}`, String(length), expected));
}

/** Whether an extent is a whole number for every N. */
export const isWhole = (extent: Extent): boolean => Number.isInteger(affine(extent).plus);
