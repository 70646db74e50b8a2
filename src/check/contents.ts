import fc from 'fast-check';
import { dtypes, elements, range, shapeAt, type NdArray } from '../base/index.js';
import type { Tensor } from '../graph/index.js';
import { randomNumbers } from './random.js';

/** A leaf to draw values for. */
export interface Leaf {
  readonly name: string;
  readonly tensor: Tensor;
  /** Bounds of its elements; of an integer, both are included. */
  readonly domain: readonly [number, number];
  /** Whether rows of a single 1 are worth trying: an input that may hold labels. */
  readonly labels: boolean;
}

/** What an array holds, whatever its shape: so that the batch can shrink without new values. */
export type Content =
  | { readonly form: 'cycle'; readonly steps: readonly number[] }
  | { readonly form: 'random'; readonly seed: number }
  | { readonly form: 'oneHot'; readonly seed: number };

/** Steps from the middle of a domain to its ends: values stay short enough to be read. */
const mostSteps = 500;

/** Contents shrink to one value, in the middle of the domain, everywhere. */
export function contents({ tensor, labels }: Leaf): fc.Arbitrary<Content> {
  const step = fc.integer({ min: -mostSteps, max: mostSteps });
  const cycle = fc.array(step, { minLength: 1, maxLength: 6 }).map((steps): Content => ({ form: 'cycle', steps }));
  const random = fc.nat().map((seed): Content => ({ form: 'random', seed }));
  const oneHot = fc.nat().map((seed): Content => ({ form: 'oneHot', seed }));
  const canBeLabels = labels && tensor.dtype === 'f32' && tensor.shape.length > 1;
  return fc.oneof(
    { withCrossShrink: true },
    { arbitrary: cycle, weight: 1 },
    { arbitrary: random, weight: 4 },
    { arbitrary: oneHot, weight: canBeLabels ? 1 : 0 },
  );
}

/** The array of a content at one batch size. */
export function arrayOf({ tensor, domain }: Leaf, content: Content, n: number): NdArray {
  const { dtype } = tensor;
  const shape = shapeAt(tensor.shape, n);
  const size = elements(shape);
  if (content.form === 'oneHot') return { dtype, shape, data: rowsOfOne(shape, randomNumbers(content.seed)) };
  const random = content.form === 'random' ? randomNumbers(content.seed) : null;
  const steps = content.form === 'cycle' ? content.steps : [];
  const step = (k: number): number => (random ? Math.round((2 * random() - 1) * mostSteps) : steps[k % steps.length]!);
  return { dtype, shape, data: Float64Array.from(range(size), (k) => valueAt(dtype, domain, step(k))) };
}

function valueAt(dtype: NdArray['dtype'], [low, high]: Leaf['domain'], step: number): number {
  if (dtype === 'f32') return Math.fround((low + high) / 2 + ((high - low) / 2) * (step / mostSteps));
  return dtypes[dtype].wrap(low + (Math.abs(step) % (high - low + 1)));
}

function rowsOfOne(shape: readonly number[], random: () => number): Float64Array {
  const width = shape.at(-1) ?? 1;
  const data = new Float64Array(elements(shape));
  for (let row = 0; row < data.length; row += width) data[row + Math.floor(random() * width)] = 1;
  return data;
}
