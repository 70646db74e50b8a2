import { expect } from 'vitest';
import { input, type Tensor } from '../../src/graph/index.js';
import type { NdArray } from '../../src/base/index.js';
import { gradients } from '../../src/autodiff/index.js';
import * as ops from '../../src/ops/index.js';
import { ndarray, nested, type Nested, type Written } from './ndarrays.js';
import { valuesAfterPasses } from './optimized.js';

// Formulas in several spellings, and what each must give: value, gradient and second derivative.

const { add, div, exp, mul, neg, sub, sum, max, sigmoid, softmax, pow } = ops as unknown as Record<
  string,
  (...xs: unknown[]) => Tensor
>;

export type F = (x: Tensor) => Tensor;

/** Value, gradient and the gradient of a weighted gradient, after all passes. */
export function threeOf(f: F, x: Written): [Nested, Nested, Nested] {
  const array = ndarray(x);
  const leaf = input('x', { dtype: 'f32', shape: array.shape });
  const y = f(leaf);
  const [dx] = gradients(y, [leaf]);
  const weights = array.data.map((_, k) => k + 1);
  const weighted = sum!(mul!(dx, reshaped(weights, array)));
  const [ddx] = gradients(weighted, [leaf], { allowUnused: true });
  return valuesAfterPasses([y, dx!, ddx!], new Map([[leaf, array]])).map(nested) as [Nested, Nested, Nested];
}

const reshaped = (weights: Float64Array, { shape }: NdArray): Tensor => ops.reshape([...weights], [...shape]);

export interface Row {
  readonly spellings: Readonly<Record<string, F>>;
  readonly at: Written;
  readonly value: Written;
  readonly gradient: Written;
  /** Of the gradient's elements times 1, 2, …, summed. */
  readonly second: Written;
}

export const row = { axis: -1, keepDims: true };
export const expectClose = (found: Nested, expected: Nested): void => {
  const [a, b] = [[found].flat(9), [expected].flat(9)] as [number[], number[]];
  expect(a.length).toBe(b.length);
  a.forEach((x, k) => {
    if (!Number.isFinite(b[k]!)) expect(x).toBe(b[k]);
    else
      expect(
        Math.abs(x - b[k]!) / (1 + Math.abs(b[k]!)),
        `${JSON.stringify(found)}, not ${JSON.stringify(expected)}`,
      ).toBeLessThan(1e-9);
  });
};

export const softmaxes: Readonly<Record<string, F>> = {
  'exp(x) / sum(exp(x))': (x) => div!(exp!(x), sum!(exp!(x), row)),
  'x by its sum without keepDims': (x) => div!(exp!(x), sum!(exp!(x))),
  'exp(x) · (1 / sum)': (x) => mul!(exp!(x), div!(1, sum!(exp!(x), row))),
  'exp(x) · sum^-1': (x) => mul!(pow!(sum!(exp!(x), row), -1), exp!(x)),
  'shifted by hand': (x) => div!(exp!(sub!(x, max!(x, row))), sum!(exp!(sub!(x, max!(x, row))), row)),
  'log shifted by a number': (x) => div!(exp!(sub!(x, 3)), sum!(exp!(sub!(x, 3)), row)),
  'the library': (x) => softmax!(x),
};

export const sigmoids: Readonly<Record<string, F>> = {
  '1 / (1 + exp(-x))': (x) => div!(1, add!(1, exp!(neg!(x)))),
  '(1 + exp(-x))^-1': (x) => pow!(add!(exp!(neg!(x)), 1), -1),
  'exp(x) / (1 + exp(x))': (x) => div!(exp!(x), add!(1, exp!(x))),
  'exp(x) / (exp(x) + 1)': (x) => div!(exp!(x), add!(exp!(x), 1)),
  '1 - 1 / (1 + exp(x))': (x) => sub!(1, div!(1, add!(1, exp!(x)))),
  'the library': (x) => sigmoid!(x),
};

export const each = (spellings: Readonly<Record<string, F>>, f: (p: Tensor, x: Tensor) => Tensor): Record<string, F> =>
  Object.fromEntries(Object.entries(spellings).map(([name, p]) => [name, (x: Tensor) => f(p(x), x)]));

export const at = (point: number, value: number, gradient: number, second: number): Omit<Row, 'spellings'> => ({
  at: point,
  value,
  gradient,
  second,
});
