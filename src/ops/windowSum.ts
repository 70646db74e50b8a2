import { apply, type Op, type Tensor } from '../graph/index.js';
import { broadcastTo } from './composed/reshaping.js';
import { requireDtypes } from './families/elementwise.js';
import { single } from './families/single.js';
import { dilated, placesOf } from './families/sliding.js';
import { stepped } from './families/stepped.js';
import { atEachElement, closed } from './families/tiling.js';
import {
  foldWindows,
  storedAround,
  windowed,
  windowedShape,
  windowsBesideBatch,
  type Window,
  type WindowAttrs,
} from './families/windowing.js';
import { sampleOf, windowSamples } from './families/windowSamples.js';
import { padOp } from './pad.js';

/** Sum of the elements in each window; around the operand and between its elements there are zeros. */
export const windowSumOp: Op<WindowAttrs> = single<['x'], WindowAttrs>({
  name: 'windowSum',
  called: 'sumPool',
  operands: ['x'],
  type: ([x], attrs) => {
    requireDtypes('windowSum', [x], ['f32', 'i32', 'u32']);
    return { dtype: x.dtype, shape: windowedShape('windowSum', x, attrs) };
  },
  // The sum over the windows that an element lies in, which are windows themselves once dy is spread out by the strides.
  vjp: ({ inputs: [x], attrs: { windows }, y, dy }) => [
    x.shape.includes(0)
      ? broadcastTo(0, x.shape)
      : windowSum(
          dy,
          windows.map((own) => turned(own, x, y)),
        ),
  ],
  batch: ([given], attrs) => ({ x: windowSum(given.x, windowsBesideBatch(given, attrs).windows), axis: given.axis }),
  lower: ([x], [type], attrs) => windowed(x, type, attrs, { monoid: 'sum', missing: 0, body: (value) => [value] }),
  reference: ([x], attrs) => foldWindows(x, attrs, (elements) => elements.reduce((sum, { value }) => sum + value, 0)),
  samples: [
    ...windowSamples,
    sampleOf([2, 3], [{ axis: 1, size: 2, low: 1, inputDilation: 2 }]),
    sampleOf([3, 2], [{ axis: 0, size: 2, stride: 2, low: 1, high: 3, dilation: 3, inputDilation: 2 }]),
    sampleOf([0, 2], [{ axis: 0, size: 2, low: 1, high: 2 }]),
    { ...sampleOf([4], [{ axis: 0, size: 2 }]), dtypes: ['i32'] },
  ],
  expand: ([x], attrs) => expandSum(x, attrs),
});

export const windowSum = (x: Tensor, windows: readonly Window[]): Tensor => apply(windowSumOp, [x], { windows });

function turned({ axis, size, stride, low, dilation, inputDilation }: Window, x: Tensor, y: Tensor): Window {
  const high = dilated(Number(x.shape[axis]), inputDilation) - dilated(Number(y.shape[axis]), stride) + low;
  return {
    axis,
    size,
    stride: inputDilation,
    low: dilated(size, dilation) - 1 - low,
    high,
    dilation,
    inputDilation: stride,
  };
}

/** The same sum with every read inside its operand; null where it is so already. */
function expandSum(x: Tensor, { windows }: WindowAttrs): Tensor | null {
  const spread = windows.find(({ inputDilation }) => inputDilation > 1);
  if (spread) {
    const others = windows.filter((own) => own !== spread);
    const along = withoutZerosBetween(x, spread);
    return expanded(along.x, [...along.windows, ...others]);
  }
  const around = storedAround(x, { windows }, 0);
  if (around) return expanded(around.x, around.windows);
  const thin = windows.find(({ size }) => size === 1);
  if (!thin) return windows.length === 0 ? x : null;
  const places = placesOf(Number(x.shape[thin.axis]), 1, thin);
  const taken = stepped(x, thin.axis, [0 - thin.low, thin.stride, places]);
  return expanded(
    taken,
    windows.filter((own) => own !== thin),
  );
}

const expanded = (x: Tensor, windows: readonly Window[]): Tensor => expandSum(x, { windows }) ?? windowSum(x, windows);

/** The sum along an axis whose elements have zeros between them: at most one of them in each window, or zeros that are stored. */
function withoutZerosBetween(x: Tensor, own: Window): { x: Tensor; windows: readonly Window[] } {
  const { axis, size, low, inputDilation } = own;
  const extent = Number(x.shape[axis]);
  if (own.stride === 1 && own.dilation === 1 && size <= inputDilation) {
    // Each element is the sum of so many windows, one beside the other: those of which this sum is the derivative.
    const of = [{ ...own, stride: inputDilation, low: size - 1 - low, inputDilation: 1 }];
    const shape = x.shape.map((other, k) => (k === axis ? placesOf(extent, size, own) : other));
    return { x: closed(atEachElement(x, of), of, shape), windows: [] };
  }
  const zeros = x.shape.map(() => 0);
  const interior = zeros.map((_, k) => (k === axis ? inputDilation - 1 : 0));
  const wide = apply(padOp, [x], { low: zeros, high: zeros, interior, value: 0 });
  return { x: wide, windows: [{ ...own, inputDilation: 1 }] };
}
