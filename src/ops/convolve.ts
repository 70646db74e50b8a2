import { badAttribute, dtypeMismatch, shapeMismatch, type Extent, type Shape } from '../base/index.js';
import { e, type Expr } from '../expr/index.js';
import { apply, type Batched, type Op, type Tensor } from '../graph/index.js';
import { broadcastTo } from './composed/reshaping.js';
import { summedInto } from './families/convolveReference.js';
import { convolveSamples } from './families/convolveSamples.js';
import { expandConvolve } from './families/expandConvolve.js';
import { named } from './families/operand.js';
import { single } from './families/single.js';
import { dilated, placeUnder, slidExtent, type Sliding } from './families/sliding.js';
import { reverseOp } from './reverse.js';

/**
 * Each axis has a letter, as in einsum. A letter of all three is a window's, if it stands in `windows`, else a group: each group of x
 * meets its own part of the kernel. One of x and the result is a batch, of the kernel and the result a feature, of x and the
 * kernel one that is summed over.
 */
export interface ConvolveAttrs {
  readonly x: string;
  readonly kernel: string;
  readonly result: string;
  /** By letter, the axes that the kernel moves along. */
  readonly windows: Readonly<Record<string, Sliding>>;
}

/**
 * Sum of products of the kernel with what of x lies under it, at each place that it is moved to. With letters of axes it is every
 * layout, with groups (of features or of the batch) as axes of their own; without windows it is a product of matrices.
 */
export const convolveOp: Op<ConvolveAttrs> = single<['x', 'kernel'], ConvolveAttrs>({
  name: 'convolve',
  operands: ['x', 'kernel'],
  type: ([x, kernel], attrs) => {
    if (x.dtype !== kernel.dtype || x.dtype === 'bool')
      throw dtypeMismatch('convolve', `${x.dtype} and ${kernel.dtype}`, 'two of f32, i32 or u32');
    requireLetters([x.shape, kernel.shape], attrs);
    requireEqual(x, kernel, attrs);
    return { dtype: x.dtype, shape: shapeOfResult(x, kernel, attrs) };
  },
  // The same sum with the operands' parts exchanged, so that both cotangents are convolutions again.
  vjp: ({ inputs: [x, kernel], attrs, y, dy }) => [
    towardsX(x, kernel, y, dy, attrs),
    towardsKernel(x, kernel, y, dy, attrs),
  ],
  batch: ([x, kernel], attrs) => batched(x, kernel, attrs),
  lower: ([x, kernel], [left, right], attrs) => {
    const [inX, inKernel] = [extentsBy(attrs.x, left.shape), extentsBy(attrs.kernel, right.shape)];
    const isSummed = (letter: string): boolean => attrs.windows[letter] !== undefined || !attrs.result.includes(letter);
    // An axis of extent 1 is no loop.
    const summed = [...attrs.kernel].filter((letter) => isSummed(letter) && inKernel.get(letter) !== 1);
    return (index) => {
      const outer = new Map([...attrs.result].map((letter, k) => [letter, index[k]!]));
      const over = summed.map((letter) => inKernel.get(letter)!);
      return e.reduce('sum', over, (axes) => {
        const inner = new Map(summed.map((letter, k) => [letter, axes[k]!]));
        const at = (letter: string): Expr => inner.get(letter) ?? (isSummed(letter) ? e.int(0) : outer.get(letter)!);
        const places = [...attrs.x].map((letter) => {
          const sliding = attrs.windows[letter];
          if (!sliding) return { index: at(letter), when: e.constant(1, 'bool') };
          return placeUnder(sliding, { window: at(letter), place: outer.get(letter)!, extent: inX.get(letter)! });
        });
        const when = places.reduce((all, place) => e.and(all, place.when), e.constant(1, 'bool'));
        const value = e.select(when, x(places.map((place) => place.index)), e.constant(0, left.dtype));
        return [e.mul(value, kernel([...attrs.kernel].map(at)))];
      });
    };
  },
  reference: ([x, kernel], attrs) => summedInto(x, kernel, attrs),
  samples: convolveSamples,
  expand: ([x, kernel], attrs) => expandConvolve(x, kernel, attrs),
});

/** The convolution of two tensors whose axes are called by letters. */
export function convolution(x: Tensor, kernel: Tensor, attrs: ConvolveAttrs): Tensor {
  return apply(convolveOp, [x, kernel], attrs);
}

function requireLetters([x, kernel]: readonly [Shape, Shape], attrs: ConvolveAttrs): void {
  const words = [attrs.x, attrs.kernel, attrs.result];
  const each = words.every((word) => new Set(word).size === word.length);
  const fit = attrs.x.length === x.length && attrs.kernel.length === kernel.length;
  const times = (letter: string): number => words.filter((word) => word.includes(letter)).length;
  const paired = [...words.join('')].every((letter) => times(letter) >= 2);
  const moved = Object.keys(attrs.windows).every((letter) => times(letter) === 3);
  if (each && fit && paired && moved) return;
  const found = `${words.join()} with windows ${Object.keys(attrs.windows).join()}`;
  throw badAttribute('convolve', 'the letters', found, 'one an axis, each in two of them, a window in all three');
}

/** Of the letters that are no windows. */
function requireEqual(x: Tensor, kernel: Tensor, attrs: ConvolveAttrs): void {
  const right = extentsBy(attrs.kernel, kernel.shape);
  [...attrs.x].forEach((letter, k) => {
    const [a, b] = [x.shape[k]!, right.get(letter)];
    if (b === undefined || a === b || attrs.windows[letter]) return;
    throw shapeMismatch('convolve', [x, kernel].map(named), `the extents ${a} and ${b} of '${letter}' differ`);
  });
}

const extentsBy = (word: string, shape: Shape): ReadonlyMap<string, Extent> =>
  new Map([...word].map((letter, k) => [letter, shape[k]!]));

/** The result's shape; throws where a window does not fit. */
export function shapeOfResult(x: Tensor, kernel: Tensor, attrs: ConvolveAttrs): Shape {
  return [...attrs.result].map((letter) => {
    const axis = attrs.x.indexOf(letter);
    const [extent, window] = [x.shape[axis], kernel.shape[attrs.kernel.indexOf(letter)]];
    const sliding = attrs.windows[letter];
    if (!sliding) return extent ?? window!;
    return slidExtent('convolve', [x, kernel].map(named), { axis, extent: extent!, window: window!, sliding });
  });
}

/** x as the sum over the kernel's features of dy, spread out by the strides, with the kernel from its end to its start. */
function towardsX(x: Tensor, kernel: Tensor, y: Tensor, dy: Tensor, attrs: ConvolveAttrs): Tensor {
  // Nothing of dy belongs to an empty operand, and no window fits into it.
  if (x.shape.includes(0)) return broadcastTo(0, x.shape);
  const turned = [...attrs.kernel].flatMap((letter, k) => (attrs.windows[letter] ? [k] : []));
  const windows = mapWindows(attrs, (sliding, letter) => {
    const { stride, low, dilation, inputDilation } = sliding;
    const [extent, places] = [extentOf(x, attrs.x, letter), extentOf(y, attrs.result, letter)];
    const window = dilated(extentOf(kernel, attrs.kernel, letter), dilation);
    const high = dilated(extent, inputDilation) - dilated(places, stride) + low;
    return { stride: inputDilation, low: window - 1 - low, high, dilation, inputDilation: stride };
  });
  const reversed = turned.length === 0 ? kernel : apply(reverseOp, [kernel], { axes: turned });
  return convolution(dy, reversed, { x: attrs.result, kernel: attrs.kernel, result: attrs.x, windows });
}

/** The kernel as the sum over x's batch, with dy as the kernel: its elements stand as far apart as the strides are long. */
function towardsKernel(x: Tensor, kernel: Tensor, y: Tensor, dy: Tensor, attrs: ConvolveAttrs): Tensor {
  const windows = mapWindows(attrs, (sliding, letter) => {
    const { stride, low, dilation, inputDilation } = sliding;
    const [extent, places] = [extentOf(x, attrs.x, letter), extentOf(y, attrs.result, letter)];
    const window = dilated(extentOf(kernel, attrs.kernel, letter), dilation);
    const high = window - 1 + dilated(places, stride) - dilated(extent, inputDilation) - low;
    return { stride: dilation, low, high, dilation: stride, inputDilation };
  });
  return convolution(x, dy, { x: attrs.x, kernel: attrs.result, result: attrs.kernel, windows });
}

/** Of an axis that a window moves along, which is a number. */
const extentOf = ({ shape }: Tensor, word: string, letter: string): number => Number(shape[word.indexOf(letter)]);

const mapWindows = (
  { windows }: ConvolveAttrs,
  f: (sliding: Sliding, letter: string) => Sliding,
): ConvolveAttrs['windows'] =>
  Object.fromEntries(Object.entries(windows).map(([letter, sliding]) => [letter, f(sliding, letter)]));

/** One more letter: a batch of x, a feature of the kernel, a group of both. */
function batched(x: Batched, kernel: Batched, attrs: ConvolveAttrs): Batched {
  const free = [...'bmnklpqrstuvzyabcdefghijowx'].find((one) => !`${attrs.x}${attrs.kernel}`.includes(one))!;
  const spelled = (word: string, { axis }: Batched): string =>
    axis === null ? word : `${word.slice(0, axis)}${free}${word.slice(axis)}`;
  const words = { x: spelled(attrs.x, x), kernel: spelled(attrs.kernel, kernel), result: `${free}${attrs.result}` };
  return { x: convolution(x.x, kernel.x, { ...attrs, ...words }), axis: 0 };
}
