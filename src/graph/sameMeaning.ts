import { elements, range, shapeAt, type NdArray } from '../base/index.js';
import { evaluate } from './evaluate.js';
import type { Graph } from './graph.js';

/** Values to compare two graphs at: one for each input, and N. */
export interface Trial {
  readonly values: readonly NdArray[];
  readonly n: number;
}

export interface Tolerance {
  /** The greatest difference that counts as rounding, relative to what is expected where that is above 1. */
  readonly tolerance?: number;
}

/**
 * Translation validation: the outputs of two graphs over inputs of the same types, in float64. Gives what differs, in words; empty if they mean
 * the same. Where `before` has NaN or an infinity, `after` may have a number: a formula that overflows may become one that
 * does not.
 */
export function differences(
  before: Graph,
  after: Graph,
  { values, n }: Trial,
  { tolerance = 1e-9 }: Tolerance = {},
): string[] {
  const expected = run(before, values, n);
  const found = run(after, values, n);
  if (expected.length !== found.length) return [`${found.length} outputs instead of ${expected.length}`];
  return expected.flatMap((array, k) =>
    differenceOf(array, found[k]!, tolerance).map((text) => `output ${k}: ${text}`),
  );
}

/** Values for a graph's inputs from a stream of numbers in [0, 1): f32 in [-2, 2], integers from 0 to 3. */
export function randomTrial({ inputs }: Graph, random: () => number, n = 3): Trial {
  const draw = (dtype: NdArray['dtype']): number => {
    const part = random();
    return dtype === 'f32' ? 4 * part - 2 : Math.floor(part * (dtype === 'bool' ? 2 : 4));
  };
  const values = inputs.map(({ dtype, shape }): NdArray => {
    const at = shapeAt(shape, n);
    return { dtype, shape: at, data: Float64Array.from(range(elements(at)), () => draw(dtype)) };
  });
  return { values, n };
}

const run = ({ inputs, outputs }: Graph, values: readonly NdArray[], n: number): NdArray[] =>
  evaluate(outputs, { values: new Map(inputs.map((x, k) => [x, values[k]!])), n });

function differenceOf(expected: NdArray, found: NdArray, tolerance: number): string[] {
  const [a, b] = [expected, found].map(({ dtype, shape }) => `${dtype}[${shape.join(', ')}]`);
  if (a !== b) return [`${b} instead of ${a}`];
  const worst = range(expected.data.length).find((k) => {
    const x = expected.data[k]!;
    return Number.isFinite(x) && !(Math.abs(found.data[k]! - x) <= tolerance * (1 + Math.abs(x)));
  });
  return worst === undefined ? [] : [`${found.data[worst]} instead of ${expected.data[worst]} at element ${worst}`];
}
