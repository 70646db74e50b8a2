import type { Initializer } from '../../model/index.js';
import { normal, truncatedNormal as truncated, uniform } from '../../ops/index.js';

export interface NormalOptions {
  readonly mean?: number;
  readonly stddev?: number;
}

/** Uniform between two bounds. As Keras' RandomUniform. */
export const randomUniform =
  ({ min = -0.05, max = 0.05 }: { readonly min?: number; readonly max?: number } = {}): Initializer =>
  (shape) =>
    uniform(shape, { min, max });

/** Normal. As Keras' RandomNormal. */
export const randomNormal =
  ({ mean = 0, stddev = 0.05 }: NormalOptions = {}): Initializer =>
  (shape) =>
    normal(shape, { mean, stddev });

/** Normal, but never further than two deviations from the mean. As Keras' TruncatedNormal. */
export const truncatedNormal =
  ({ mean = 0, stddev = 0.05 }: NormalOptions = {}): Initializer =>
  (shape) =>
    truncated(shape, { mean, stddev });
