import { optionsOf } from '../../base/index.js';
import type { Initializer } from '../../model/index.js';
import { fansOf, type Fans } from './fans.js';
import { randomNormal, randomUniform, truncatedNormal } from './random.js';

/** What varianceScaling takes; Keras' defaults where absent. */
export interface VarianceScalingOptions {
  readonly scale?: number;
  readonly mode?: 'fanIn' | 'fanOut' | 'fanAvg';
  readonly distribution?: 'truncatedNormal' | 'untruncatedNormal' | 'uniform';
}

const divisors: Readonly<Record<NonNullable<VarianceScalingOptions['mode']>, (fans: Fans) => number>> = {
  fanIn: (fans) => fans.in,
  fanOut: (fans) => fans.out,
  fanAvg: (fans) => (fans.in + fans.out) / 2,
};

/** The standard deviation of a standard normal cut off at 2: what cutting takes away is put back. */
const truncatedDeviation = 0.87962566103423978;

const defaults = { scale: 1, mode: 'fanIn', distribution: 'truncatedNormal' } as const;

/** Random numbers of variance scale / fan. As Keras' VarianceScaling: the truncated normal keeps that variance. */
export function varianceScaling(options: VarianceScalingOptions = {}): Initializer {
  const { scale, mode, distribution } = optionsOf('varianceScaling', options, defaults);
  return (shape) => {
    const variance = scale / Math.max(1, divisors[mode](fansOf(shape)));
    if (distribution === 'uniform') {
      const limit = Math.sqrt(3 * variance);
      return randomUniform({ min: -limit, max: limit })(shape);
    }
    const stddev = Math.sqrt(variance);
    if (distribution === 'untruncatedNormal') return randomNormal({ stddev })(shape);
    return truncatedNormal({ stddev: stddev / truncatedDeviation })(shape);
  };
}

const scaling =
  (scale: number, mode: 'fanIn' | 'fanAvg', distribution: 'truncatedNormal' | 'uniform') => (): Initializer =>
    varianceScaling({ scale, mode, distribution });

/** Uniform within sqrt(6 / (fan in + fan out)). The default of kernels. */
export const glorotUniform = scaling(1, 'fanAvg', 'uniform');
/** Normal, cut off at two deviations, of variance 2 / (fan in + fan out). */
export const glorotNormal = scaling(1, 'fanAvg', 'truncatedNormal');
/** Uniform within sqrt(6 / fan in): for ReLU. */
export const heUniform = scaling(2, 'fanIn', 'uniform');
/** Normal, cut off at two deviations, of variance 2 / fan in: for ReLU. */
export const heNormal = scaling(2, 'fanIn', 'truncatedNormal');
/** Uniform within sqrt(3 / fan in): for SELU. */
export const lecunUniform = scaling(1, 'fanIn', 'uniform');
/** Normal, cut off at two deviations, of variance 1 / fan in: for SELU. */
export const lecunNormal = scaling(1, 'fanIn', 'truncatedNormal');
