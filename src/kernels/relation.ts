import type { Axis } from '../expr/index.js';
import type { Computation, Load } from './lower.js';

/**
 * How a computation reads a tensor:
 * `aligned`: element for element, or a row's value for each element of the row: its own leading axes, in order;
 * `row`: its leading axes, then the axes that it reduces: each row once, from end to end;
 * `free`: any other way, so that the tensor has to be stored first.
 */
export type Relation = 'aligned' | 'row' | 'free';

export function relationOf({ tensor, index: whole }: Load, { made, reduced, alone }: Computation): Relation {
  if (alone) return 'free';
  const { axes } = made[0]!;
  const index = whole.filter((_, k) => tensor.shape[k] !== 1);
  if (index.length <= axes.length && isPrefix(index, axes)) return 'aligned';
  if (reduced.length > 0 && index.length === axes.length + reduced.length && isPrefix(index, [...axes, ...reduced]))
    return 'row';
  return 'free';
}

const isPrefix = (index: Load['index'], axes: readonly Axis[]): boolean => index.every((x, k) => x === axes[k]);

/** A reduction that reads nothing in rows reads some operand again for other results, or with a stride: it is tiled. */
export const isHeavy = (c: Computation): boolean =>
  c.alone !== null || (c.reduced.length > 0 && !c.loads.some((load) => relationOf(load, c) === 'row'));

/** The space that a computation runs over: its result's axes, then its rows'. */
export const spaceOf = (c: Computation): readonly Axis[] =>
  isHeavy(c) ? c.made[0]!.axes : [...c.made[0]!.axes, ...c.reduced];

/** Aligned, and over all of its axes: the element at the reader's own place. */
export const isElementwise = (load: Load, c: Computation): boolean =>
  relationOf(load, c) === 'aligned' &&
  load.tensor.shape.filter((extent) => extent !== 1).length === c.made[0]!.axes.length;
