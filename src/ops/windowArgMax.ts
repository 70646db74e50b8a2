import { stridesOf, type NdArray, type Shape } from '../base/index.js';
import { e, type Expr } from '../expr/index.js';
import { apply, type Op, type Tensor } from '../graph/index.js';
import { leastOf } from './families/extremes.js';
import { single } from './families/single.js';
import {
  extremeShape,
  foldWindows,
  storedAround,
  windowed,
  windowsBesideBatch,
  type Met,
  type Window,
  type WindowAttrs,
} from './families/windowing.js';
import { sampleOf, windowSamples } from './families/windowSamples.js';

export interface WindowArgMaxAttrs extends WindowAttrs {
  /** An element's number: the first one's, and how it grows along the axis of each window. */
  readonly first: number;
  readonly steps: readonly number[];
}

/**
 * The number (i32) of the greatest element in each window: of equals, of the first; NaN counts as the greatest, padding as the
 * least. Numbered row by row, it is the element's place among all those that windows move over.
 */
export const windowArgMaxOp: Op<WindowArgMaxAttrs> = single<['x'], WindowArgMaxAttrs>({
  name: 'windowArgMax',
  called: 'maxPool',
  operands: ['x'],
  type: ([x], attrs) => ({ dtype: 'i32', shape: extremeShape('maxPool', x, attrs) }),
  batch: ([given], attrs) => ({
    x: apply(windowArgMaxOp, [given.x], { ...attrs, ...windowsBesideBatch(given, attrs) }),
    axis: given.axis,
  }),
  lower: ([x], [type], attrs) =>
    windowed(x, type, attrs, {
      monoid: 'argMax',
      missing: leastOf(type.dtype),
      body: (value, at) => [value, numberOf(at, attrs)],
      pick: 1,
    }),
  reference: ([x], attrs) =>
    foldWindows(
      x,
      attrs,
      (elements) => {
        const best = greatest(elements, x.dtype);
        return best ? attrs.steps.reduce((sum, step, k) => sum + step * best.at[k]!, attrs.first) : 0;
      },
      'i32',
    ),
  samples: [...windowSamples, { ...sampleOf([4], [{ axis: 0, size: 2 }]), dtypes: ['u32'] as const }].map((sample) => ({
    ...sample,
    attrs: { ...sample.attrs, ...rowByRow(sample.shapes[0]!, sample.attrs.windows) },
  })),
  expand: ([x], attrs) => {
    const around = storedAround(x, attrs, leastOf(x.dtype));
    if (!around) return null;
    // The numbers stay those of x's own elements.
    const shifts = around.windows.map(({ low }, k) => (attrs.windows[k]!.low - low) * attrs.steps[k]!);
    const first = shifts.reduce((sum, shift) => sum - shift, attrs.first);
    return apply(windowArgMaxOp, [around.x], { windows: around.windows, steps: attrs.steps, first });
  },
});

/** Numbered row by row along the axes that the windows move along. */
export const windowArgMax = (x: Tensor, windows: readonly Window[]): Tensor =>
  apply(windowArgMaxOp, [x], { windows, ...rowByRow(x.shape, windows) });

function rowByRow(shape: Shape, windows: readonly Window[]): Pick<WindowArgMaxAttrs, 'first' | 'steps'> {
  return { first: 0, steps: stridesOf(windows.map(({ axis }) => Number(shape[axis]))) };
}

const numberOf = (at: readonly Expr[], { first, steps }: WindowArgMaxAttrs): Expr =>
  steps.reduce((sum, step, k) => e.add(sum, e.mul(at[k]!, e.int(step))), e.int(first));

/** The first of the greatest elements of a window; none where none is above what padding counts as. */
export function greatest(elements: readonly Met[], dtype: NdArray['dtype']): Met | null {
  return elements.reduce<Met | null>((best, own) => {
    const value = best ? best.value : leastOf(dtype);
    return !Number.isNaN(value) && !(own.value <= value) ? own : best;
  }, null);
}
