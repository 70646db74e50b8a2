import { elements, optionsOf, shapeMismatch } from '../../base/index.js';
import { apply, type Tensor } from '../../graph/index.js';
import { constantOp } from '../constant.js';
import { div } from '../div.js';
import { meetingsOf } from '../families/convolveReference.js';
import { floatOf, numberOf } from '../families/floats.js';
import { indicesOf } from '../families/ndarray.js';
import { fail, named, type Operand } from '../families/operand.js';
import { placesOf } from '../families/sliding.js';
import { requireReal, type Window } from '../families/windowing.js';
import { windowMax } from '../windowMax.js';
import { windowSum } from '../windowSum.js';
import { perAxis, slidingsOf, type Padding, type PerAxis } from './sliding.js';

export interface PoolOptions {
  /** How long a window is: one number for all axes between the first and the last, or one for each. */
  readonly window: PerAxis;
  /** How far it moves from one place to the next; as far as it is long where absent. */
  readonly strides?: PerAxis | undefined;
  readonly padding?: Padding | undefined;
  /** How far apart its elements stand. */
  readonly dilation?: PerAxis | undefined;
}

/**
 * The greatest element in each window that moves along the axes of x [N, ...space, C] between the first and the last. NaN if one is NaN;
 * padding is never the greatest; the derivative goes to the first of equals, row by row, as in PyTorch.
 */
export function maxPool(x: Operand, options: PoolOptions): Tensor {
  const tensor = numberOf(x, 'maxPool');
  return windowMax(tensor, windowsFor('maxPool', tensor, options));
}

/** The sum of each window, as `maxPool`'s; padding adds 0. */
export function sumPool(x: Operand, options: PoolOptions): Tensor {
  const tensor = numberOf(x, 'sumPool');
  return windowSum(tensor, windowsFor('sumPool', tensor, options));
}

/** The mean of each window, as `maxPool`'s; padding does not count, as in Keras. */
export function avgPool(x: Operand, options: PoolOptions): Tensor {
  const tensor = floatOf(x, 'avgPool');
  return windowMean('avgPool', tensor, windowsFor('avgPool', tensor, options));
}

/** How the windows move, by axis of x. */
export function windowsFor(op: string, x: Tensor, options: PoolOptions): Window[] {
  const { window, strides, ...moves } = optionsOf(op, options, {
    window: undefined,
    strides: undefined,
    padding: 'valid',
    dilation: 1,
  });
  const operands = [named(x)];
  if (x.shape.length < 3) {
    const mend = 'Give it the axes [N, ...space, channels], with at least one that the window moves along.';
    fail(shapeMismatch(op, operands, `x has ${x.shape.length} axes`, mend));
  }
  const extents = x.shape.slice(1, -1);
  const sizes = perAxis({ op, operands, extents }, 'window', window);
  const sliding = { strides: strides ?? sizes, inputDilation: 1, ...moves };
  const slidings = slidingsOf({ op, operands, extents, window: sizes }, sliding);
  return slidings.map((own, k) => ({ axis: k + 1, size: sizes[k]!, ...own }));
}

/** The mean of the elements that each window really has. */
export function windowMean(op: string, x: Tensor, windows: readonly Window[]): Tensor {
  try {
    requireReal(op, x, { windows });
  } catch (error) {
    fail(error as Error);
  }
  const total = windowSum(x, windows);
  const counts = windows.map((own) => countsAlong(own, Number(x.shape[own.axis])));
  const size = elements(windows.map((own) => own.size));
  if (counts.every((list, k) => list.every((count) => count === windows[k]!.size))) return div(total, size);
  const shape = total.shape.slice(1, -1).map(Number);
  const data = indicesOf(shape).map((index) => index.reduce((product, i, k) => product * counts[k]![i]!, 1));
  return div(total, apply(constantOp, [], { dtype: 'f32', shape: [...shape, 1], data }));
}

/** How many elements that are no padding each place of a window has. */
function countsAlong(own: Window, extent: number): number[] {
  const counts = new Array<number>(placesOf(extent, own.size, own)).fill(0);
  for (const [, , place] of meetingsOf(extent, own.size, counts.length, own)) counts[place]!++;
  return counts;
}
