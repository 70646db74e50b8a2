import { range, type Extent } from '../../base/index.js';
import type { Tensor } from '../../graph/index.js';
import { broadcastTo } from '../composed/reshaping.js';
import { concat } from '../concat.js';
import { scalar } from '../constant.js';
import { shapeOfResult, type ConvolveAttrs } from '../convolve.js';
import { reshape } from '../reshape.js';
import { transpose } from '../transpose.js';
import { expanded, extentsOf, type Extents } from './expandConvolve.js';
import type { Sliding } from './sliding.js';
import { stepped } from './stepped.js';
import { reaching } from './storedPadding.js';

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
    const moves = { ...steps, low: start === undefined ? 0 : 0 - at(start), inputDilation: 1 };
    const sliding = reaching(extent, met, Math.ceil(places / count), moves);
    return { part: start === undefined || extent === 0 ? null : [start, step, met], sliding };
  });
}

/** A convolution for each phase of the axes that are spread out; their results lie between each other. */
export function inPhases(x: Tensor, kernel: Tensor, attrs: ConvolveAttrs, spread: readonly string[]): Tensor {
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
  return expanded(x, taken, { ...attrs, windows });
}
