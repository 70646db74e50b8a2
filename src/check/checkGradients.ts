import type { DType, Shape } from '../base/index.js';
import { wrongGradient, nothingChecked } from '../base/index.js';
import { input, type Tensor } from '../graph/index.js';
import {
  derivativesAgree,
  derivativesOf,
  estimatorNotes,
  filled,
  isDerived,
  runExperiment,
  type Experiment,
} from './experiment.js';
import { prepare } from './prepare.js';
import type { CheckReport } from './report.js';
import { isTensor } from '../ops/index.js';

/** An argument of the function to check: `f32('N', 3)` serves. */
export interface ArgumentSpec {
  readonly dtype?: DType;
  readonly shape: Shape;
  /** Bounds of its elements; [-2, 2] where absent, of integers [0, 3]. */
  readonly domain?: readonly [number, number];
}

/** What a function is checked on, and how closely. */
export interface CheckGradientsOptions {
  readonly inputs: readonly ArgumentSpec[];
  /** How many random cases; 100 where absent. */
  readonly runs?: number;
  /** Which random cases; the report names the seed that was used. */
  readonly seed?: number;
  /** How far derivatives may be from differences: atol + rtol · |derivative|; ten times that for second ones. */
  readonly rtol?: number;
  readonly atol?: number;
  /** 2 checks second derivatives as well. */
  readonly order?: 1 | 2;
}

/**
 * Checks the derivatives of a function of tensors on random arguments, in float64: reverse mode against Richardson's
 * differences, forward mode against reverse mode, and second derivatives against differences of the first. Points at kinks
 * are moved away. A `customVjp` that is declared an estimator is held, and named in the report.
 * @throws TapelessError with a counterexample, as small as it could be made, and the line of the operation at fault.
 */
export function checkGradients(f: (...xs: never[]) => unknown, options: CheckGradientsOptions): CheckReport {
  const { inputs, runs = 100, seed = freshSeed(), rtol = 1e-6, atol = 1e-8, order = 2 } = options;
  const leaves = inputs.map(({ dtype = 'f32', shape, domain }, k) => ({
    name: `argument ${k}`,
    tensor: input(`argument ${k}`, { dtype, shape }),
    domain: domain ?? defaultDomain(dtype),
    labels: false,
  }));
  const all = leaves.map(({ tensor }) => tensor);
  const ys = tensorsIn(f(...(all as never[]))).filter(({ dtype }) => dtype === 'f32');
  const xs = all.filter(({ dtype }) => dtype === 'f32');
  if (ys.length === 0 || xs.length === 0) throw nothingChecked('checkGradients');
  const prepared = prepare({ xs, ys }, order);
  if (!isDerived(prepared)) throw nothingChecked('checkGradients, beside estimators');
  const experiment: Experiment = {
    title: 'checkGradients',
    agrees: derivativesAgree,
    again: (options) => `{ seed: ${options.seed}, runs: ${options.runs} }`,
    leaves,
    properties: [derivativesOf('the result', prepared, all, { rtol, atol })],
    pointOf: (trial) => filled(leaves, trial),
    notes: estimatorNotes([prepared]),
  };
  const report = runExperiment(experiment, { runs, seed });
  if (report.ok) return report;
  const { counterexample } = report;
  throw counterexample
    ? wrongGradient(report.lines.slice(1).join('\n'), counterexample.place)
    : nothingChecked(report.lines[0]!);
}

export const freshSeed = (): number => Math.floor(Math.random() * 2 ** 31);

const defaultDomain = (dtype: DType): readonly [number, number] =>
  dtype === 'f32' ? [-2, 2] : dtype === 'bool' ? [0, 1] : [0, 3];

function tensorsIn(nest: unknown): Tensor[] {
  if (isTensor(nest)) return [nest];
  return typeof nest === 'object' && nest !== null ? Object.values(nest).flatMap(tensorsIn) : [];
}
