import { optionsOf } from '../../base/index.js';
import type { Initializer } from '../../model/index.js';
import { normal, truncatedNormal as truncated, uniform } from '../../ops/index.js';

export interface NormalOptions {
  readonly mean?: number;
  readonly stddev?: number;
}

/** Uniform between two bounds. As Keras' RandomUniform. */
export function randomUniform(options: { readonly min?: number; readonly max?: number } = {}): Initializer {
  const { min, max } = optionsOf('randomUniform', options, { min: -0.05, max: 0.05 });
  return (shape) => uniform(shape, { min, max });
}

/** Normal. As Keras' RandomNormal. */
export function randomNormal(options: NormalOptions = {}): Initializer {
  const { mean, stddev } = optionsOf('randomNormal', options, { mean: 0, stddev: 0.05 });
  return (shape) => normal(shape, { mean, stddev });
}

/** Normal, but never further than two deviations from the mean. As Keras' TruncatedNormal. */
export function truncatedNormal(options: NormalOptions = {}): Initializer {
  const { mean, stddev } = optionsOf('truncatedNormal', options, { mean: 0, stddev: 0.05 });
  return (shape) => truncated(shape, { mean, stddev });
}
