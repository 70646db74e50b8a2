import { range, type Shape } from '../../base/index.js';
import { apply, type Tensor } from '../../graph/index.js';
import { broadcastTo } from '../composed/reshaping.js';
import { concat } from '../concat.js';
import { scalar } from '../constant.js';
import { shapeOfResult, type ConvolveAttrs } from '../convolve.js';
import { padOp } from '../pad.js';
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
export function inPhases(given: Tensor, kernel: Tensor, attrs: ConvolveAttrs): Tensor {
  const letters = Object.keys(attrs.windows);
  const { x, along } = paddedForAll(
    given,
    letters.map((letter) => attrs.x.indexOf(letter)),
    letters.map((letter) => phasesAlong(extentsOf(given, kernel, attrs, letter), attrs.windows[letter]!)),
  );
  const all = along.reduce<Phase[][]>((some, own) => some.flatMap((one) => own.map((phase) => [...one, phase])), [[]]);
  const shape = shapeOfResult(given, kernel, attrs);
  const counts = [...attrs.result].map((letter) => along[letters.indexOf(letter)]?.length ?? 1);
  const short = shape.map((extent, k) => (counts[k] === 1 ? extent : Math.ceil(Number(extent) / counts[k]!)));
  const parts = all.map((phases) => ofPhase(x, kernel, attrs, { letters, phases, shape: short }));
  return parts.length === 1
    ? parts[0]!
    : woven(
        parts,
        letters.map((letter) => attrs.result.indexOf(letter)),
        counts,
        shape,
      );
}

/** What the phases of all axes read, with zeros stored around it once. */
function paddedForAll(
  x: Tensor,
  axes: readonly number[],
  along: readonly (readonly Phase[])[],
): { readonly x: Tensor; readonly along: readonly (readonly Phase[])[] } {
  const most = (side: 'low' | 'high', k: number): number =>
    Math.max(0, ...along[k]!.flatMap(({ part, sliding }) => (part ? [sliding[side]] : [])));
  const widths = (side: 'low' | 'high'): number[] =>
    x.shape.map((_, axis) => (axes.includes(axis) ? most(side, axes.indexOf(axis)) : 0));
  const [low, high] = [widths('low'), widths('high')];
  if ([...low, ...high].every((width) => width === 0)) return { x, along };
  const moved = along.map((phases, k) =>
    phases.map(({ part, sliding }) => {
      const [before, behind] = [low[axes[k]!]!, high[axes[k]!]!];
      return { part, sliding: { ...sliding, low: sliding.low - before, high: sliding.high - behind } };
    }),
  );
  return { x: apply(padOp, [x], { low, high, interior: low.map(() => 0), value: 0 }), along: moved };
}

/**
 * The parts, one for each phase of each of these axes, between each other: element q of phase r is q·count + r. Of the last ones, what
 * is beyond the shape is left out.
 */
function woven(parts: readonly Tensor[], axes: readonly number[], counts: readonly number[], shape: Shape): Tensor {
  const short = parts[0]!.shape;
  const stacked = concat(parts.map((part) => reshape(part, [1, ...short])));
  const split = reshape(stacked, [...axes.map((axis) => counts[axis]!), ...short]);
  const order = range(short.length).flatMap((axis) => {
    const at = axes.indexOf(axis);
    return at < 0 ? [axes.length + axis] : [axes.length + axis, at];
  });
  const long = short.map((extent, axis) => (counts[axis] === 1 ? extent : Number(extent) * counts[axis]!));
  const whole = reshape(transpose(split, order), long);
  return axes.reduce((y, axis) => stepped(y, axis, [0, 1, Number(shape[axis])]), whole);
}

interface Part {
  readonly letters: readonly string[];
  /** One for each of these letters. */
  readonly phases: readonly Phase[];
  /** Of the result. */
  readonly shape: Shape;
}

function ofPhase(x: Tensor, kernel: Tensor, attrs: ConvolveAttrs, { letters, phases, shape }: Part): Tensor {
  if (phases.some(({ part }) => part === null)) return broadcastTo(scalar(0, x.dtype), shape);
  const taken = phases.reduce((own, { part }, k) => stepped(own, attrs.kernel.indexOf(letters[k]!), part!), kernel);
  const windows = Object.fromEntries(letters.map((letter, k) => [letter, phases[k]!.sliding]));
  return expanded(x, taken, { ...attrs, windows });
}
