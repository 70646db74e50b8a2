import { badWindow, valueText, type Extent, type Named } from '../../base/index.js';
import { fail } from '../families/operand.js';
import { dilated, slidExtent, type Sliding } from '../families/sliding.js';

/** Zeros around each axis that a window moves along: none, as many as keep its length (divided by the stride), or [before, behind] of each. */
export type Padding = 'valid' | 'same' | readonly (readonly [before: number, behind: number])[];

/** One number for all axes that a window moves along, or one for each. */
export type PerAxis = number | readonly number[];

/** What public functions are given. */
export interface SlidingOptions {
  readonly strides: PerAxis;
  readonly padding: Padding;
  readonly dilation: PerAxis;
  readonly inputDilation: PerAxis;
}

/** The axes [1, …] of x that the window moves along, and the window's extents. */
export interface Moving {
  readonly op: string;
  /** What errors name. */
  readonly operands: readonly Named[];
  readonly extents: readonly Extent[];
  readonly window: readonly Extent[];
}

/** How a window moves along each axis; an option that says nothing is refused with the user's line. */
export function slidingsOf(moving: Moving, options: SlidingOptions): Sliding[] {
  const { op, operands, extents } = moving;
  const strides = perAxis(moving, 'strides', options.strides);
  const dilation = perAxis(moving, 'dilation', options.dilation);
  const inputDilation = perAxis(moving, 'inputDilation', options.inputDilation);
  const padding = widthsOf(moving, options.padding);
  return extents.map((extent, k) => {
    const window = moving.window[k]!;
    const steps = { stride: strides[k]!, dilation: dilation[k]!, inputDilation: inputDilation[k]! };
    // Of an axis that grows there is no 'same'; it is refused below.
    const [length, reach] = [dilated(Number(extent), steps.inputDilation), dilated(Number(window), steps.dilation)];
    const sliding = { ...steps, ...(padding?.[k] ?? sameWidths(length, reach, steps.stride)) };
    try {
      slidExtent(op, operands, { axis: k + 1, extent, window, sliding });
    } catch (error) {
      fail(error as Error);
    }
    return sliding;
  });
}

/** Whole numbers of at least 1, one for each axis. */
export function perAxis(
  { op, operands, extents }: Omit<Moving, 'window'>,
  what: string,
  given: PerAxis | undefined,
): readonly number[] {
  const list = typeof given === 'number' ? extents.map(() => given) : given;
  if (Array.isArray(list) && list.length === extents.length && list.every((one) => Number.isInteger(one) && one >= 1))
    return list;
  const found = Array.isArray(given) ? `[${given.join(', ')}]` : valueText(given);
  const expected = `a whole number of at least 1, or ${extents.length} of them: one for each axis between the first and the last`;
  return fail(badWindow(op, operands, `${what} is ${found}`, `Give it ${expected}.`));
}

type Widths = Pick<Sliding, 'low' | 'high'>;

/** The widths given; null for those that depend on the extent ('same'). */
function widthsOf({ op, operands, extents }: Moving, padding: Padding): readonly Widths[] | null {
  if (padding === 'same') return null;
  if (padding === 'valid') return extents.map(() => ({ low: 0, high: 0 }));
  const isPair = (pair: unknown): boolean => Array.isArray(pair) && pair.length === 2 && pair.every(Number.isInteger);
  if (Array.isArray(padding) && padding.length === extents.length && padding.every(isPair))
    return padding.map(([low, high]) => ({ low, high }));
  const mend = `Give it 'valid', 'same' or two whole numbers for each of ${extents.length} axes: [${extents.map(() => '[before, behind]').join(', ')}].`;
  return fail(badWindow(op, operands, `padding is ${JSON.stringify(padding)}`, mend));
}

/** As Keras and TensorFlow: ceil(extent / stride) places, the smaller half before. */
function sameWidths(extent: number, window: number, stride: number): Widths {
  const places = Math.ceil(extent / stride);
  const total = Math.max((places - 1) * stride + window - extent, 0);
  const low = Math.floor(total / 2);
  return { low, high: total - low };
}
