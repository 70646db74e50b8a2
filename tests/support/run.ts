import type { DType, NdArray } from '../../src/base/index.js';
import { evaluate, inTrace, input, type Tensor, type Trace } from '../../src/graph/index.js';
import { constant, onesLike, zerosLike } from '../../src/ops/index.js';
import { ndarray, nested, type Nested, type Written } from './ndarrays.js';
import { reverse } from './reverse.js';

/** A value to feed: f32 if it is no array of another dtype. */
export type Fed = Written | NdArray;

const isArray = (x: Fed): x is NdArray => typeof x === 'object' && 'data' in x;

function inputsOf(values: readonly Fed[]): { xs: Tensor[]; fed: Map<Tensor, NdArray> } {
  const arrays = values.map((value) => (isArray(value) ? value : ndarray(value)));
  const xs = arrays.map(({ dtype, shape }, k) => input(`x${k}`, { dtype, shape }));
  return { xs, fed: new Map(xs.map((x, k) => [x, arrays[k]!])) };
}

export const ints = (value: Written, dtype: DType = 'i32'): NdArray => ndarray(value, dtype);

/** The value of f at some operands. */
export function run(f: (...xs: Tensor[]) => Tensor, ...values: readonly Fed[]): Nested {
  const { xs, fed } = inputsOf(values);
  return nested(evaluate([f(...xs)], { values: fed })[0]!);
}

/** The gradients of the sum of f's elements, by the vjp rules alone. */
export function gradientsOf(f: (...xs: Tensor[]) => Tensor, ...values: readonly Fed[]): Nested[] {
  const { xs, fed } = inputsOf(values);
  const dxs = gradients(f(...xs), xs);
  return evaluate(dxs, { values: fed }).map(nested);
}

/** The gradient of one operand's gradient, each summed: the sums of the Hessian's rows. */
export function secondOf(f: (x: Tensor) => Tensor, value: Fed): Nested {
  const { xs, fed } = inputsOf([value]);
  const [dx] = gradients(f(xs[0]!), xs);
  return nested(evaluate(gradients(dx!, xs), { values: fed })[0]!);
}

function gradients(y: Tensor, xs: readonly Tensor[]): Tensor[] {
  return reverse([y], [onesLike(y)], xs).map((dx, k) => dx ?? zerosLike(xs[k]!));
}

/** Runs f inside a trace of a model, with a key of two words. */
export function traced<T>(
  f: () => T,
  key: readonly [number, number] = [1, 2],
): { result: T; taps: Map<string, Tensor> } {
  let stream = 0;
  const taps = new Map<string, Tensor>();
  const trace: Trace = {
    training: true,
    key: () => constant([...key], { dtype: 'u32' }),
    stream: () => stream++,
    taps,
  };
  return { result: inTrace(trace, f), taps };
}

/** The elements of a tensor that needs no input. */
export const elementsOf = (x: Tensor, n = 1): number[] => [...evaluate([x], { values: new Map(), n })[0]!.data];
