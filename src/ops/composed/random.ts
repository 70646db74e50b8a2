import { optionsOf, type Shape } from '../../base/index.js';
import { traceOf, type Tensor } from '../../graph/index.js';
import { add } from '../add.js';
import { cast } from '../cast.js';
import { cos } from '../cos.js';
import type { Operand } from '../families/operand.js';
import { less } from '../less.js';
import { log } from '../log.js';
import { mul } from '../mul.js';
import { neg } from '../neg.js';
import { randomBits } from '../randomBits.js';
import { shiftRight } from '../shiftRight.js';
import { sqrt } from '../sqrt.js';
import { sub } from '../sub.js';

// Random functions draw from the key of the model that is being traced. Each call has a stream of its own.

/** f32 values, evenly from `min` to `max`; 2^24 of them. From 0 to 1, 1 is excluded; of other bounds `max` may come out of rounding. */
export function uniform(shape: Shape, options: { readonly min?: number; readonly max?: number } = {}): Tensor {
  const { min, max } = optionsOf('uniform', options, { min: 0, max: 1 });
  const fraction = mul(counts('uniform', shape), 2 ** -24);
  const scaled = max - min === 1 ? fraction : mul(fraction, max - min);
  return min === 0 ? scaled : add(scaled, min);
}

interface NormalOptions {
  readonly mean?: number;
  readonly stddev?: number;
}

/** f32 values of a normal distribution, by Box and Muller (1958); all finite, none beyond 5.8 standard deviations. */
export function normal(shape: Shape, options: NormalOptions = {}): Tensor {
  const { mean, stddev } = optionsOf('normal', options, { mean: 0, stddev: 1 });
  // From 2^-24 to 1, so that the logarithm is finite.
  const radius = sqrt(mul(-2, log(mul(add(counts('normal', shape), 1), 2 ** -24))));
  const angle = mul(counts('normal', shape), 2 * Math.PI * 2 ** -24);
  return moved(mul(radius, cos(angle)), mean, stddev);
}

/** f32 values of a normal distribution of which nothing lies beyond two standard deviations, as Keras' initialisers draw. */
export function truncatedNormal(shape: Shape, options: NormalOptions = {}): Tensor {
  const { mean, stddev } = optionsOf('truncatedNormal', options, { mean: 0, stddev: 1 });
  // erf(2 / sqrt(2)) of the probability lies inside; of it, the middle of each of 2^24 equal parts.
  const inside = 0.9544997361036416;
  const part = sub(mul(add(counts('truncatedNormal', shape), 0.5), inside * 2 ** -23), inside);
  return moved(mul(Math.SQRT2, inverseErf(part)), mean, stddev);
}

/** bools that hold with probability p. */
export function bernoulli(shape: Shape, p: Operand = 0.5): Tensor {
  return less(mul(counts('bernoulli', shape), 2 ** -24), p);
}

/** Random integers below 2^24, as f32. */
function counts(what: string, shape: Shape): Tensor {
  const trace = traceOf(what);
  return cast(shiftRight(randomBits(trace.key(), { shape, stream: trace.stream() }), 8), 'f32');
}

function moved(x: Tensor, mean: number, stddev: number): Tensor {
  const scaled = stddev === 1 ? x : mul(x, stddev);
  return mean === 0 ? scaled : add(scaled, mean);
}

/** The central branch of Giles, "Approximating the erfinv function" (2012): 1e-7 relative up to |x| = 0.996. */
function inverseErf(x: Tensor): Tensor {
  const w = add(neg(log(mul(sub(1, x), add(1, x)))), -2.5);
  const coefficients = [
    2.81022636e-8, 3.43273939e-7, -3.5233877e-6, -4.39150654e-6, 0.00021858087, -0.00125372503, -0.00417768164,
    0.246640727, 1.50140941,
  ];
  const [first, ...rest] = coefficients;
  const polynomial = rest.reduce<Operand>((sum, coefficient) => add(mul(sum, w), coefficient), first!);
  return mul(polynomial, x);
}
