import { bounds, type MeasuredFunction } from '../../codegen/wasm/polynomials/bounds.js';
import { functions } from '../../src/expr/index.js';
import { pairs, singles } from './inputs.js';
import { capacity, runnerOf, type Runner } from './runner.js';
import { errorInUlp } from './ulp.js';

export interface Measurement {
  readonly name: MeasuredFunction;
  readonly inputs: number;
  /** In units of the last place; Infinity where a special value is wrong. */
  readonly largest: number;
  readonly at: readonly number[];
  readonly found: number;
  readonly exact: number;
}

/** A second operand that makes an interesting pair: `share` is between -1 and 1. */
const related: Readonly<Record<string, (a: number, share: number) => number>> = {
  pow: (a, share) => (150 * share) / Math.log2(Math.abs(a)),
  atan2: (a, share) => 4 * a * share,
  mod: (a, share) => a * share,
};

export const measuredNames = Object.keys(bounds) as MeasuredFunction[];

/** The largest error of each function over every so manieth pattern of bits. */
export function measureAll(stride: number, names = measuredNames): readonly Measurement[] {
  const runner = runnerOf(names);
  return names.map((name) => measure(name, stride, runner));
}

function measure(name: MeasuredFunction, stride: number, runner: Runner): Measurement {
  const inputs = functions[name].arity === 2 ? pairs(2 ** 32 / stride, related[name]!) : singles(stride);
  let worst: Measurement = { name, inputs: 0, largest: -1, at: [], found: 0, exact: 0 };
  let count = 0;
  let batch: (readonly number[])[] = [];
  const flush = (): void => {
    worst = worse(worst, batch, runner);
    count += batch.length;
    batch = [];
  };
  for (const operands of inputs) {
    batch.push(operands);
    if (batch.length === capacity) flush();
  }
  flush();
  return { ...worst, inputs: count };
}

function worse(before: Measurement, batch: readonly (readonly number[])[], runner: Runner): Measurement {
  const { name } = before;
  batch.forEach((operands, k) => operands.forEach((operand, which) => (runner.floats[which]![k] = operand)));
  runner.run(name);
  const results = runner.floats[runner.result]!;
  const evaluate: (...xs: number[]) => number = functions[name].evaluate;
  let worst = before;
  batch.forEach((at, k) => {
    const [found, exact] = [results[k]!, evaluate(...at)];
    // The reference rounds -0.4 to 0, and vectors to -0, as IEEE 754 has it.
    if (name === 'round' && found === exact) return;
    const largest = errorInUlp(found, exact);
    if (largest > worst.largest) worst = { ...worst, largest, at, found, exact };
  });
  return worst;
}
