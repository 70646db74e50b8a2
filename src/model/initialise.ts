import { badInitial, dtypes, elements, sameShape, typeText, type Variable } from '../base/index.js';
import { inTrace, withSource, type Tensor } from '../graph/index.js';
import { isTensor, type Nested } from '../ops/index.js';
import { kindOf } from './kindOf.js';
import type { Initial, Kept } from './variables.js';

/** How the user's variables start: plain values, and those that `init` computes, by name. */
export interface Initialised {
  readonly variables: readonly Variable[];
  readonly computed: readonly (readonly [variable: string, value: Tensor])[];
}

/** Streams of initializers begin where no step's streams come. */
const firstStream = 2 ** 31;

/** Runs the initializers, each with random streams of its own that start from the seed alone. */
export function initialise(kept: Iterable<Kept>, seed: Tensor): Initialised {
  let streams = firstStream;
  const trace = { training: false, key: () => seed, stream: () => streams++, taps: new Map<string, Tensor>() };
  const computed: [string, Tensor][] = [];
  const variables = [...kept].map((one): Variable => {
    const { role, name, dtype, shape, trainable, source } = one;
    const value = inTrace(trace, () => withSource(source, () => initialOf(one)));
    const plain = isTensor(value) ? null : plainValues(one, value);
    if (isTensor(value)) computed.push([name, likeVariable(one, value)]);
    return { name, role, dtype, shape, trainable, initial: plain, source };
  });
  return { variables, computed };
}

const initialOf = ({ initial, shape }: Kept): Initial => (typeof initial === 'function' ? initial(shape) : initial);

function likeVariable(one: Kept, value: Tensor): Tensor {
  if (value.dtype === one.dtype && sameShape(value.shape, one.shape)) return value;
  throw badInitial(one.name, one, typeText(value), one.source);
}

function plainValues(one: Kept, value: Exclude<Initial, Tensor>): number | readonly number[] {
  if (typeof value !== 'object') return plainValue(one, value);
  const flat = flattened(one, value, one.shape);
  return flat.map((x) => plainValue(one, x));
}

function plainValue(one: Kept, value: unknown): number {
  const number = typeof value === 'boolean' && one.dtype === 'bool' ? Number(value) : value;
  const fits = typeof number === 'number' && (one.dtype === 'f32' || dtypes[one.dtype].wrap(number) === number);
  if (!fits) throw badInitial(one.name, one, typeof value === 'number' ? String(value) : kindOf(value), one.source);
  return number;
}

/** Row-major values of a nested array of exactly this shape. */
function flattened(one: Kept, value: unknown, shape: readonly number[]): unknown[] {
  const [extent, ...rest] = shape;
  if (extent === undefined) return [value];
  if (!Array.isArray(value) || value.length !== extent) {
    const found = Array.isArray(value) ? 'an array of another shape' : kindOf(value);
    throw badInitial(one.name, one, found, one.source);
  }
  if (elements(rest) === 0) return [];
  return (value as Nested).flatMap((row) => flattened(one, row, rest));
}
