import { badAttribute, optionsOf, type DType, type Extent, type Shape } from '../../base/index.js';
import type { Tensor } from '../../graph/index.js';
import { add } from '../add.js';
import { cast } from '../cast.js';
import { div } from '../div.js';
import { fail, tensorOf, type Operand } from '../families/operand.js';
import { iota } from '../iota.js';
import { mul } from '../mul.js';
import { sub } from '../sub.js';
import { broadcastTo, expandDims } from './reshaping.js';

interface Typed {
  readonly dtype?: DType;
}

/** A tensor of one value; of its natural dtype (f32, bool) unless one is given. */
export function full(shape: Shape, value: Operand, options: Typed = {}): Tensor {
  const { dtype } = optionsOf('full', options, { dtype: undefined });
  return broadcastTo(tensorOf(value, 'full', dtype), shape);
}

/** Zeros; of bool, all false. */
export function zeros(shape: Shape, options: Typed = {}): Tensor {
  const { dtype } = optionsOf('zeros', options, { dtype: 'f32' });
  return full(shape, 0, { dtype });
}

/** Ones; of bool, all true. */
export function ones(shape: Shape, options: Typed = {}): Tensor {
  const { dtype } = optionsOf('ones', options, { dtype: 'f32' });
  return full(shape, 1, { dtype });
}

/** Zeros of the shape and dtype of x. */
export function zerosLike(x: Operand): Tensor {
  const { shape, dtype } = tensorOf(x, 'zerosLike');
  return zeros(shape, { dtype });
}

/** Ones of the shape and dtype of x. */
export function onesLike(x: Operand): Tensor {
  const { shape, dtype } = tensorOf(x, 'onesLike');
  return ones(shape, { dtype });
}

export interface ArangeOptions extends Typed {
  readonly step?: number;
}

/** 0, 1, … below `stop`, or from `start` in steps; i32 if all three are integers, else f32, unless a dtype is given. */
export function arange(stop: Extent, options?: ArangeOptions): Tensor;
export function arange(start: number, stop: number, options?: ArangeOptions): Tensor;
export function arange(first: Extent, second: number | ArangeOptions = {}, third: ArangeOptions = {}): Tensor {
  const bounded = typeof second === 'number';
  const { step, dtype } = optionsOf('arange', bounded ? third : second, { step: 1, dtype: undefined });
  const start = bounded ? Number(first) : 0;
  const stop = bounded ? second : first;
  if (step === 0) fail(badAttribute('arange', 'step', '0', 'another number'));
  if (typeof stop !== 'number' && step !== 1) fail(badAttribute('arange', 'step', String(step), `1 up to ${stop}`));
  const count = typeof stop === 'number' ? Math.max(0, Math.ceil((stop - start) / step)) : stop;
  const whole = Number.isInteger(start) && Number.isInteger(step);
  const counted = iota([count], { dtype: whole ? 'i32' : 'f32' });
  const scaled = step === 1 ? counted : mul(counted, step);
  const result = start === 0 ? scaled : add(scaled, start);
  const natural = whole && (typeof stop !== 'number' || Number.isInteger(stop)) ? 'i32' : 'f32';
  return cast(result, dtype ?? natural);
}

/** `count` f32 values evenly from `start` to `stop`, both included and exact. */
export function linspace(start: number, stop: number, count: number): Tensor {
  if (!Number.isInteger(count) || count < 0)
    fail(badAttribute('linspace', 'the count', String(count), 'an integer of at least 0'));
  if (count < 2) return full([count], start, { dtype: 'f32' });
  const places = iota([count], { dtype: 'f32' });
  return div(add(mul(sub(count - 1, places), start), mul(places, stop)), count - 1);
}

/**
 * The grid of several vectors, one tensor each; of 'xy' the first two axes are swapped, as NumPy's default, of 'ij' they
 * are in the order of the vectors.
 */
export function meshgrid(xs: readonly Operand[], options: { readonly indexing?: 'xy' | 'ij' } = {}): Tensor[] {
  const { indexing } = optionsOf('meshgrid', options, { indexing: 'xy' });
  const vectors = xs.map((x) => tensorOf(x, 'meshgrid'));
  const odd = vectors.find((x) => x.shape.length !== 1);
  if (odd) fail(badAttribute('meshgrid', 'an operand', `of ${odd.shape.length} axes`, 'a vector'));
  const place = (k: number): number => (indexing === 'xy' && vectors.length > 1 && k < 2 ? 1 - k : k);
  const shape: Extent[] = [];
  vectors.forEach((x, k) => (shape[place(k)] = x.shape[0]!));
  return vectors.map((x, k) => {
    const others = shape.map((_, axis) => axis).filter((axis) => axis !== place(k));
    return broadcastTo(others.length === 0 ? x : expandDims(x, others), shape);
  });
}
