import { apply, type Tensor } from '../../graph/index.js';
import { equal } from '../equal.js';
import { iota } from '../iota.js';
import { padOp } from '../pad.js';
import { reverseOp } from '../reverse.js';
import type { CumulativeAttrs } from './cumulative.js';

/** Where an element's neighbour is along an axis, in the order in which elements are combined. */
export const ahead = ({ reverse }: Pick<CumulativeAttrs, 'reverse'>): 1 | -1 => (reverse ? -1 : 1);
export const back = ({ reverse }: Pick<CumulativeAttrs, 'reverse'>): 1 | -1 => (reverse ? 1 : -1);

/** Where nothing stands before, in the order in which elements are combined. */
export function isFirst(x: Tensor, { axis, reverse }: Pick<CumulativeAttrs, 'axis' | 'reverse'>): Tensor {
  const place = iota(x.shape, { axis });
  return equal(reverse ? apply(reverseOp, [place], { axes: [axis] }) : place, 0);
}

/** Each element one place further along an axis, or one before; the last one goes, and a value comes into the first place. */
export function shifted(x: Tensor, axis: number, by: 1 | -1, value = 0): Tensor {
  const widths = (width: number): number[] => x.shape.map((_, k) => (k === axis ? width : 0));
  return apply(padOp, [x], { low: widths(by), high: widths(-by), interior: widths(0), value });
}
