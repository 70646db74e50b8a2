import { range, sameShape, type Extent } from '../base/index.js';
import type { Tensor } from '../graph/index.js';
import { isA, scalarOf } from './known.js';
import { axesOf, isSpread } from './spreading.js';

/** What is known to be a probability, and so has a logarithm that is exact where it is 0 itself. */

/** exp(u) / sum(exp(u)): its numerator's exponent and the axes that it sums to 1 over. */
export function softmaxOf(t: Tensor): { readonly power: Tensor; readonly axes: readonly number[] } | null {
  if (!isA('div', t)) return null;
  const [power, wide] = t.node.inputs as readonly [Tensor, Tensor];
  const sum = wide.node.inputs[0];
  if (!isA('exp', power) || !sum || !isA('reduceSum', sum) || sum.node.inputs[0] !== power) return null;
  const axes = axesOf(sum);
  return isSpread(wide, power, axes) ? { power, axes } : null;
}

/** The axes over which a softmax, moved or not, sums to 1, without those of extent 1; null if it is none. */
export function sumsToOneOver(t: Tensor): readonly number[] | null {
  const own = softmaxOf(t)?.axes;
  if (own) return own.filter((axis) => t.shape[axis] !== 1);
  const [inner] = t.node.inputs;
  const places = inner && placesOf(t, inner);
  return (places && sumsToOneOver(inner)?.map((axis) => places[axis]!)) ?? null;
}

/** Where each of the operand's axes is in what a movement makes of it; null if it also cuts or joins some. */
function placesOf({ node: { op, attrs }, shape }: Tensor, inner: Tensor): readonly number[] | null {
  const given = attrs as { readonly permutation?: readonly number[]; readonly axes?: readonly number[] };
  if (op.name === 'transpose') return inner.shape.map((_, axis) => given.permutation!.indexOf(axis));
  if (op.name === 'broadcast') return given.axes!;
  if (op.name !== 'reshape') return null;
  const wide = range(shape.length).filter((axis) => shape[axis] !== 1);
  const isWide = (extent: Extent): boolean => extent !== 1;
  if (!sameShape(inner.shape.filter(isWide), shape.filter(isWide))) return null;
  let next = 0;
  return inner.shape.map((extent) => (isWide(extent) ? wide[next++]! : -1));
}

const choosing: ReadonlySet<string> = new Set(['reshape', 'broadcast', 'transpose', 'slice', 'reverse', 'gather']);

/** A softmax or sigmoid, or some of its elements. */
export function isProbability(t: Tensor): boolean {
  if (choosing.has(t.node.op.name)) return isProbability(t.node.inputs[0]!);
  return isA('sigmoid', t) || softmaxOf(t) !== null;
}

/** The bounds of Keras' clip and tighter ones, of f32's and float64's epsilon. */
const slack = 1e-6;

/** What is clipped to nearly all of [0, 1], however that is written; null if nothing is. */
export function clippedProbability(t: Tensor): Tensor | null {
  const inner = clipStep(t);
  if (!inner) return null;
  const deepest = clipStep(inner) ?? inner;
  return isProbability(deepest) ? deepest : null;
}

/** One side of a clip taken off, or both of one that is written by comparing. */
function clipStep(t: Tensor): Tensor | null {
  const [a, b, c] = t.node.inputs;
  if (isA('maximum', t) || isA('minimum', t)) {
    const isBound = isA('maximum', t) ? isFloor : isCeiling;
    return isBound(b!) ? a! : isBound(a!) ? b! : null;
  }
  if (!isA('select', t) || !b || !c) return null;
  // select(x < low, low, x) and select(high < x, high, x), one in the other.
  const inner = clipStep(c) ?? c;
  const compared = a!.node.inputs;
  if (!isA('less', a!) && !isA('lessEqual', a!)) return null;
  const [left, right] = compared as readonly [Tensor, Tensor];
  const low = isFloor(b) && right === b && (left === inner || left === c);
  const high = isCeiling(b) && left === b && (right === inner || right === c);
  return low || high ? inner : null;
}

const isFloor = (t: Tensor): boolean => within(scalarOf(t), 0, slack);
const isCeiling = (t: Tensor): boolean => within(scalarOf(t), 1 - slack, 1);
const within = (value: number | null, low: number, high: number): boolean =>
  value !== null && value >= low && value <= high;
