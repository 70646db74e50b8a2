import { insert, without } from '../../base/index.js';
import type { Tensor } from '../../graph/index.js';
import { contract } from '../contract.js';
import { convolution, type ConvolveAttrs } from '../convolve.js';
import { reshape } from '../reshape.js';
import { transpose } from '../transpose.js';
import { inPhases } from './convolvePhases.js';
import { placesOf } from './sliding.js';
import { stepped } from './stepped.js';
import { withStoredPadding } from './storedPadding.js';

/**
 * The same sum with every read inside its operand, so that no element is asked for its place: zeros around x are stored, zeros
 * between its elements are left out, and a window that does not move, or of one element, is none. Null where it is so already.
 */
export function expandConvolve(x: Tensor, kernel: Tensor, attrs: ConvolveAttrs): Tensor | null {
  const isSpread = lettersOf(attrs).some((letter) => attrs.windows[letter]!.inputDilation > 1);
  if (isSpread) return inPhases(x, kernel, attrs);
  const around = padded(x, kernel, attrs);
  if (around) return expanded(around.x, kernel, around.attrs);
  return withoutWindow(x, kernel, attrs) ?? asProduct(x, kernel, attrs);
}

const lettersOf = ({ windows }: ConvolveAttrs): string[] => Object.keys(windows);

/** Expanded as far as it goes. */
export const expanded = (x: Tensor, kernel: Tensor, attrs: ConvolveAttrs): Tensor =>
  expandConvolve(x, kernel, attrs) ?? convolution(x, kernel, attrs);

const extentOf = ({ shape }: Tensor, word: string, letter: string): number => Number(shape[word.indexOf(letter)]);

export interface Extents {
  readonly extent: number;
  readonly window: number;
  readonly places: number;
}

export function extentsOf(x: Tensor, kernel: Tensor, attrs: ConvolveAttrs, letter: string): Extents {
  const [extent, window] = [extentOf(x, attrs.x, letter), extentOf(kernel, attrs.kernel, letter)];
  return { extent, window, places: placesOf(extent, window, attrs.windows[letter]!) };
}

/** x with zeros stored around it, or null if no window reaches over its ends. */
function padded(x: Tensor, kernel: Tensor, attrs: ConvolveAttrs): { x: Tensor; attrs: ConvolveAttrs } | null {
  const letters = lettersOf(attrs);
  const along = letters.map((letter) => ({
    axis: attrs.x.indexOf(letter),
    size: extentOf(kernel, attrs.kernel, letter),
    sliding: attrs.windows[letter]!,
  }));
  const stored = withStoredPadding(x, along, 0);
  if (!stored) return null;
  const windows = Object.fromEntries(letters.map((letter, k) => [letter, stored.slidings[k]!]));
  return { x: stored.x, attrs: { ...attrs, windows } };
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
      return expanded(taken, thin, { ...attrs, kernel: droppedLetter(attrs.kernel, letter), windows });
    }
    const taken = stepped(x, axis, [0 - low, dilation, window]);
    const thin = expanded(taken, kernel, { ...attrs, result: droppedLetter(attrs.result, letter), windows });
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
