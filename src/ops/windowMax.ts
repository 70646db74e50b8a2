import { elements, range, stridesOf } from '../base/index.js';
import { apply, type Op, type Tensor } from '../graph/index.js';
import { add } from './add.js';
import { zeros } from './composed/filling.js';
import { broadcastTo } from './composed/reshaping.js';
import { scalar } from './constant.js';
import { equal } from './equal.js';
import { leastOf } from './families/extremes.js';
import { single } from './families/single.js';
import { areApart, atEachElement, closed } from './families/tiling.js';
import {
  extremeShape,
  foldWindows,
  storedAround,
  windowed,
  windowsBesideBatch,
  type Window,
  type WindowAttrs,
} from './families/windowing.js';
import { hasNearTie, sampleOf, windowSamples } from './families/windowSamples.js';
import { iota } from './iota.js';
import { mul } from './mul.js';
import { reshape } from './reshape.js';
import { scatterAddOp } from './scatterAdd.js';
import { select } from './select.js';
import { transpose } from './transpose.js';
import { greatest, windowArgMax } from './windowArgMax.js';

/** The greatest element in each window; NaN if one is NaN; padding is the least. The derivative goes to the first of equals. */
export const windowMaxOp: Op<WindowAttrs> = single<['x'], WindowAttrs>({
  name: 'windowMax',
  called: 'maxPool',
  operands: ['x'],
  type: ([x], attrs) => ({ dtype: x.dtype, shape: extremeShape('maxPool', x, attrs) }),
  vjp: ({ inputs: [x], attrs: { windows }, dy }) => [
    areApart(windows) ? toOwners(x, dy, windows) : toPlaces(x, dy, windows),
  ],
  batch: ([given], attrs) => ({ x: windowMax(given.x, windowsBesideBatch(given, attrs).windows), axis: given.axis }),
  lower: ([x], [type], attrs) =>
    windowed(x, type, attrs, { monoid: 'max', missing: leastOf(type.dtype), body: (value) => [value] }),
  reference: ([x], attrs) => foldWindows(x, attrs, (own) => greatest(own, x.dtype)?.value ?? leastOf(x.dtype)),
  samples: [
    ...windowSamples.map((sample) => ({ ...sample, avoid: hasNearTie })),
    { ...sampleOf([4], [{ axis: 0, size: 2 }]), dtypes: ['i32'] },
  ],
  expand: ([x], attrs) => {
    const around = storedAround(x, attrs, leastOf(x.dtype));
    return around && windowMax(around.x, around.windows);
  },
});

export const windowMax = (x: Tensor, windows: readonly Window[]): Tensor => apply(windowMaxOp, [x], { windows });

/** Each element belongs to one window at most: it gets that one's cotangent if it is its greatest. */
function toOwners(x: Tensor, dy: Tensor, windows: readonly Window[]): Tensor {
  const ofOwner = (y: Tensor): Tensor => closed(atEachElement(y, windows), windows, x.shape);
  const steps = stridesOf(windows.map(({ axis }) => Number(x.shape[axis])));
  const numbers = windows.map(({ axis }, k) => mul(iota(x.shape, { axis }), steps[k]!));
  const own = numbers.reduce(add, broadcastTo(scalar(0, 'i32'), x.shape));
  return select(equal(ofOwner(windowArgMax(x, windows)), own), ofOwner(dy), 0);
}

/** Each window's cotangent is added to its greatest element, which may be that of others. */
function toPlaces(x: Tensor, dy: Tensor, windows: readonly Window[]): Tensor {
  const axes = windows.map(({ axis }) => axis);
  const kept = range(x.shape.length).filter((axis) => !axes.includes(axis));
  const order = [...kept, ...axes];
  const lead = kept.map((axis) => x.shape[axis]!);
  const inner = axes.map((axis) => Number(x.shape[axis]));
  const flat = (y: Tensor): Tensor =>
    reshape(transpose(y, order), [...lead, elements(axes.map((axis) => Number(y.shape[axis])))]);
  const attrs = { axis: kept.length, batch: kept.length };
  const nothing = zeros([...lead, elements(inner)]);
  const dx = apply(scatterAddOp, [nothing, flat(windowArgMax(x, windows)), flat(dy)], attrs);
  return transpose(
    reshape(dx, [...lead, ...inner]),
    order.map((_, k) => order.indexOf(k)),
  );
}
