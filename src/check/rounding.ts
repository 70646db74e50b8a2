import { range, type NdArray } from '../base/index.js';
import { evaluate, evaluatedBy, type Evaluator, type Feed, type Op, type Tensor } from '../graph/index.js';
import { choleskyOp, scatterAddOp, triangularSolveOp } from '../ops/index.js';
import { randomNumbers } from './random.js';

/** The float64 values of tensors, and how far off single precision may be at each element. */
export interface Rounded {
  readonly values: readonly NdArray[];
  /** Infinity where rounding alone may decide between very different values. */
  readonly slack: readonly Float64Array[];
}

export interface RoundingOptions {
  readonly trials?: number;
  readonly seed?: number;
  /** Sums are made in single precision as well: as far off as if what is summed had been moved, the inputs included. */
  readonly singleSums?: boolean;
}

/** Half a unit in the last place of f32. */
const unit = 2 ** -24;
const smallest = 2 ** -149;

/**
 * The reference beside runs of it in which every value in between is rounded to f32 and moved by up to two units more: what a kernel
 * may do, which rounds what it stores and nothing else. Where such runs lie apart, so may a right kernel's results.
 */
export function rounded(
  outputs: readonly Tensor[],
  feed: Feed,
  { trials = 4, seed = 1, singleSums = false }: RoundingOptions = {},
): Rounded {
  const values = evaluate(outputs, feed);
  // What is no f32 is exact unless it hangs on one.
  const slack = values.map(({ dtype, data }) =>
    data.map((value) => (dtype === 'f32' && Number.isFinite(value) ? 4 * unit * Math.abs(value) + 2 * smallest : 0)),
  );
  for (const trial of range(trials)) {
    const random = randomNumbers(seed * 7919 + trial);
    const given = new Map([...feed.values].map(([x, value]) => [x, singleSums ? moved(value, random) : value]));
    perturbed(outputs, { ...feed, values: given }, random).forEach(({ data }, k) => {
      data.forEach((value, at) => {
        const apart = 8 * distance(value, values[k]!.data[at]!);
        if (apart > slack[k]![at]!) slack[k]![at] = apart;
      });
    });
  }
  return { values, slack };
}

const distance = (a: number, b: number): number => {
  if (Object.is(a, b) || a === b) return 0;
  const apart = Math.abs(a - b);
  return Number.isNaN(apart) ? Infinity : apart;
};

/** What they make is rounded several times on its way: as far off as if their operands had been moved. */
const madeInMemory: ReadonlySet<Op> = new Set<Op>([choleskyOp, scatterAddOp, triangularSolveOp]);

function perturbed(outputs: readonly Tensor[], feed: Feed, random: () => number): NdArray[] {
  const rounding: Evaluator = ({ op }, given, reference) => {
    const inputs = madeInMemory.has(op) ? given.map((value) => moved(value, random)) : given;
    return reference(inputs).map((result) => moved(result, random));
  };
  return evaluatedBy(rounding, () => evaluate(outputs, feed));
}

function moved({ dtype, shape, data }: NdArray, random: () => number): NdArray {
  if (dtype !== 'f32') return { dtype, shape, data };
  return { dtype, shape, data: data.map((value) => Math.fround(value * (1 + (random() - 0.5) * 8 * unit))) };
}

/** The first element that is further off than rounding explains, in words; null if there is none. */
export function beyondRounding(found: NdArray, expected: NdArray, slack: Float64Array): string | null {
  if (found.dtype !== expected.dtype || String(found.shape) !== String(expected.shape)) {
    return `${found.dtype}[${found.shape.join(', ')}] instead of ${expected.dtype}[${expected.shape.join(', ')}]`;
  }
  const stored = expected.dtype === 'f32' ? Math.fround : (x: number): number => x;
  const isNear = (x: number, y: number, most: number): boolean =>
    most === Infinity || x === stored(y) || distance(x, y) <= most;
  const wrong = range(expected.data.length).find((k) => !isNear(found.data[k]!, expected.data[k]!, slack[k]!));
  return wrong === undefined
    ? null
    : `${found.data[wrong]} instead of ${expected.data[wrong]} at element ${wrong} (${slack[wrong]!.toExponential(1)} allowed)`;
}
