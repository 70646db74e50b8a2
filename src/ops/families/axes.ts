import { badAttribute, range, valueText } from '../../base/index.js';
import { fail } from './operand.js';

/** An axis counted from the front; negative ones are counted from the end. */
export function axisOf(op: string, axis: number, rank: number): number {
  const counted = axis < 0 ? axis + rank : axis;
  if (Number.isInteger(axis) && counted >= 0 && counted < rank) return counted;
  const expected = rank === 0 ? 'none: the operand is a scalar' : `an integer from ${-rank} to ${rank - 1}`;
  return fail(badAttribute(op, 'axis', String(axis), expected));
}

/** Several axes, each once, in the order given. */
export function axesOf(op: string, axes: number | readonly number[] | undefined, rank: number): number[] {
  if (axes === undefined) return range(rank);
  if (typeof axes !== 'number' && !Array.isArray(axes))
    return fail(badAttribute(op, 'axis', valueText(axes), 'an integer or a list of them'));
  const counted = [axes].flat().map((axis) => axisOf(op, axis, rank));
  if (new Set(counted).size < counted.length) fail(badAttribute(op, 'axis', `[${String(axes)}]`, 'each axis once'));
  return counted;
}
