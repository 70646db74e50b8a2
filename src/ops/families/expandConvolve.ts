import { insert, range, without, type Extent } from '../../base/index.js';
import { apply, type Tensor } from '../../graph/index.js';
import { broadcastTo } from '../composed/reshaping.js';
import { concat } from '../concat.js';
import { scalar } from '../constant.js';
import { contract } from '../contract.js';
import { convolution, shapeOfResult, type ConvolveAttrs } from '../convolve.js';
import { padOp } from '../pad.js';
import { reshape } from '../reshape.js';
import { sliceOp } from '../slice.js';
import { transpose } from '../transpose.js';
import { dilated, placesOf, type Sliding } from './sliding.js';

/**
 * The same sum with every read inside its operand, so that no element is asked for its place: zeros around x are stored, zeros
 * between its elements are left out, and a window that does not move, or of one element, is none. Null where it is so already.
 */
export function expandConvolve(x: Tensor, kernel: Tensor, attrs: ConvolveAttrs): Tensor | null {
  const spread = lettersOf(attrs).filter((letter) => attrs.windows[letter]!.inputDilation > 1);
  if (spread.length > 0) return inPhases(x, kernel, attrs, spread);
  const around = padded(x, kernel, attrs);
  if (around) return inside(around.x, kernel, around.attrs);
  return withoutWindow(x, kernel, attrs) ?? asProduct(x, kernel, attrs);
}

const lettersOf = ({ windows }: ConvolveAttrs): string[] => Object.keys(windows);

/** Expanded as far as it goes. */
const inside = (x: Tensor, kernel: Tensor, attrs: ConvolveAttrs): Tensor =>
  expandConvolve(x, kernel, attrs) ?? convolution(x, kernel, attrs);

const extentOf = ({ shape }: Tensor, word: string, letter: string): number => Number(shape[word.indexOf(letter)]);

interface Extents {
  readonly extent: number;
  readonly window: number;
  readonly places: number;
}

function extentsOf(x: Tensor, kernel: Tensor, attrs: ConvolveAttrs, letter: string): Extents {
  const [extent, window] = [extentOf(x, attrs.x, letter), extentOf(kernel, attrs.kernel, letter)];
  return { extent, window, places: placesOf(extent, window, attrs.windows[letter]!) };
}

/** With the padding behind that just so many places read. */
function reaching({ extent, window, places }: Extents, sliding: Omit<Sliding, 'high'>): Sliding {
  const reach = (places - 1) * sliding.stride + dilated(window, sliding.dilation);
  return { ...sliding, high: reach - dilated(extent, sliding.inputDilation) - sliding.low };
}

/** One axis, or its letter, changed. */
const changed = <T>(list: readonly T[], at: number, to: T): T[] => list.map((own, k) => (k === at ? to : own));

/** x with zeros stored around it, or null if no window reaches over its ends. */
function padded(x: Tensor, kernel: Tensor, attrs: ConvolveAttrs): { x: Tensor; attrs: ConvolveAttrs } | null {
  const low = x.shape.map(() => 0);
  const high = x.shape.map(() => 0);
  const windows: Record<string, Sliding> = {};
  for (const letter of lettersOf(attrs)) {
    const extents = extentsOf(x, kernel, attrs, letter);
    const sliding = reaching(extents, attrs.windows[letter]!);
    const axis = attrs.x.indexOf(letter);
    low[axis] = Math.max(0, sliding.low);
    high[axis] = Math.max(0, sliding.high);
    windows[letter] = { ...sliding, low: sliding.low - low[axis], high: sliding.high - high[axis] };
  }
  if ([...low, ...high].every((width) => width === 0)) return null;
  const around = apply(padOp, [x], { low, high, interior: low.map(() => 0), value: 0 });
  return { x: around, attrs: { ...attrs, windows } };
}

/** Every `step`th element of an axis, `count` of them. */
function stepped(x: Tensor, axis: number, [start, step, count]: readonly [number, number, number]): Tensor {
  const end = start + (count - 1) * step + 1;
  if (start === 0 && end === x.shape[axis] && step === 1) return x;
  const starts = changed(
    x.shape.map(() => 0),
    axis,
    start,
  );
  const strides = changed(
    x.shape.map(() => 1),
    axis,
    step,
  );
  return apply(sliceOp, [x], { starts, ends: changed<Extent>(x.shape, axis, end), strides });
}

const droppedAxis = (x: Tensor, axis: number): Tensor => reshape(x, without(x.shape, axis));
const droppedLetter = (word: string, letter: string): string => word.replace(letter, '');

/** Without one of the windows that are no loop beside another: of one element, or with one place; null if there is none. */
function withoutWindow(x: Tensor, kernel: Tensor, attrs: ConvolveAttrs): Tensor | null {
  for (const letter of lettersOf(attrs)) {
    const { window, places } = extentsOf(x, kernel, attrs, letter);
    if (window > 1 && places > 1) continue;
    const { stride, dilation, low } = attrs.windows[letter]!;
    const { [letter]: _, ...windows } = attrs.windows;
    const axis = attrs.x.indexOf(letter);
    if (window === 1) {
      const taken = stepped(x, axis, [0 - low, stride, places]);
      const thin = droppedAxis(kernel, attrs.kernel.indexOf(letter));
      return inside(taken, thin, { ...attrs, kernel: droppedLetter(attrs.kernel, letter), windows });
    }
    const taken = stepped(x, axis, [0 - low, dilation, window]);
    const thin = inside(taken, kernel, { ...attrs, result: droppedLetter(attrs.result, letter), windows });
    return reshape(thin, insert(thin.shape, attrs.result.indexOf(letter), 1));
  }
  return null;
}

/** Without windows it is a product of matrices; null where that would put the result's axes into another order than the one asked for. */
function asProduct(x: Tensor, kernel: Tensor, attrs: ConvolveAttrs): Tensor | null {
  if (lettersOf(attrs).length > 0) return null;
  const inAll = [...attrs.result].filter((letter) => attrs.x.includes(letter) && attrs.kernel.includes(letter));
  const summed = [...attrs.kernel].filter((letter) => !attrs.result.includes(letter));
  const own = (word: string): string[] => [...word].filter((one) => !inAll.includes(one) && !summed.includes(one));
  const order = [...inAll, ...own(attrs.x), ...own(attrs.kernel)];
  const isInOrder = order.join('') === attrs.result;
  if (!isInOrder && inAll.length > 0) return null;
  const places = (word: string, letters: readonly string[]): number[] => letters.map((letter) => word.indexOf(letter));
  const pairs = (letters: readonly string[]) => [places(attrs.x, letters), places(attrs.kernel, letters)] as const;
  const product = contract(x, kernel, { batch: pairs(inAll), sum: pairs(summed) });
  return transpose(
    product,
    [...attrs.result].map((letter) => order.indexOf(letter)),
  );
}

/** The places of the result that lie on x's elements in the same way, along one axis: each phase meets its own part of the kernel. */
interface Phase {
  /** The first element of the window that is met, how far apart they are, and how many; null if there is none. */
  readonly part: readonly [start: number, step: number, count: number] | null;
  readonly sliding: Sliding;
}

const divisorOf = (a: number, b: number): number => (b === 0 ? a : divisorOf(b, a % b));

/**
 * Place o = count·q + r meets the window's element k where o·stride + k·dilation - low is a multiple of inputDilation: at every
 * inputDilation / gcd(dilation, inputDilation)th k, or at none.
 */
function phasesAlong({ extent, window, places }: Extents, sliding: Sliding): Phase[] {
  const { stride, dilation, low, inputDilation } = sliding;
  const count = inputDilation / divisorOf(stride, inputDilation);
  const step = inputDilation / divisorOf(dilation, inputDilation);
  return range(Math.min(count, places)).map((r): Phase => {
    const at = (k: number): number => (r * stride + k * dilation - low) / inputDilation;
    const start = range(Math.min(step, window)).find((k) => Number.isInteger(at(k)));
    const steps = { stride: (count * stride) / inputDilation, dilation: (step * dilation) / inputDilation };
    const met = start === undefined ? 0 : Math.ceil((window - start) / step);
    const own = { extent, window: met, places: Math.ceil(places / count) };
    const moves = reaching(own, { ...steps, low: start === undefined ? 0 : 0 - at(start), inputDilation: 1 });
    return { part: start === undefined || extent === 0 ? null : [start, step, met], sliding: moves };
  });
}

/** A convolution for each phase of the axes that are spread out; their results lie between each other. */
function inPhases(x: Tensor, kernel: Tensor, attrs: ConvolveAttrs, spread: readonly string[]): Tensor {
  const along = spread.map((letter) => phasesAlong(extentsOf(x, kernel, attrs, letter), attrs.windows[letter]!));
  const all = along.reduce<Phase[][]>((some, own) => some.flatMap((one) => own.map((phase) => [...one, phase])), [[]]);
  const result = attrs.result;
  const shape = shapeOfResult(x, kernel, attrs);
  const counts = along.map((phases) => phases.length);
  const shortened = [...result].map((letter, k) => {
    const at = spread.indexOf(letter);
    return at < 0 ? shape[k]! : Math.ceil(Number(shape[k]) / counts[at]!);
  });
  const parts = all.map((phases) => ofPhase(x, kernel, attrs, { spread, phases, shape: shortened }));
  if (parts.length === 1) return parts[0]!;
  const stacked = concat(parts.map((part) => reshape(part, [1, ...shortened])));
  const split = reshape(stacked, [...counts, ...shortened]);
  const order = [...result].flatMap((letter, k) => {
    const at = spread.indexOf(letter);
    return at < 0 ? [counts.length + k] : [counts.length + k, at];
  });
  const long = shortened.map((extent, k) => {
    const at = spread.indexOf(result[k]!);
    return at < 0 ? extent : Number(extent) * counts[at]!;
  });
  const woven = reshape(transpose(split, order), long);
  return [...spread].reduce((y, letter) => {
    const axis = result.indexOf(letter);
    return stepped(y, axis, [0, 1, Number(shape[axis])]);
  }, woven);
}

interface Part {
  readonly spread: readonly string[];
  /** One for each of these letters. */
  readonly phases: readonly Phase[];
  /** Of the result. */
  readonly shape: readonly Extent[];
}

function ofPhase(x: Tensor, kernel: Tensor, attrs: ConvolveAttrs, { spread, phases, shape }: Part): Tensor {
  if (phases.some(({ part }) => part === null)) return broadcastTo(scalar(0, x.dtype), shape);
  const taken = phases.reduce((own, { part }, k) => stepped(own, attrs.kernel.indexOf(spread[k]!), part!), kernel);
  const windows = { ...attrs.windows };
  phases.forEach(({ sliding }, k) => (windows[spread[k]!] = sliding));
  return inside(x, taken, { ...attrs, windows });
}
