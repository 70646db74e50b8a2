import { TapelessError } from '../base/index.js';
import { compileUnits, type Locate, type Target } from '../compiler/index.js';
import { isInput, makeGraph, topological, type EntryPoint, type Tensor, type Unit } from '../graph/index.js';
import { div } from '../ops/index.js';
import { freshSeed } from './checkGradients.js';
import { compiledOf } from './compiled.js';
import {
  derivativesAgree,
  derivativesOf,
  estimatorNotes,
  isDerived,
  runExperiment,
  type Experiment,
} from './experiment.js';
import { prepare, type Prepared } from './prepare.js';
import type { CheckReport } from './report.js';
import type { Tolerances } from './slope.js';
import { unitLeaves, type UnitLeaves } from './unitLeaves.js';

/** How often and on what a model is checked. */
export interface CheckModelOptions {
  /** How many random cases; 20 where absent. */
  readonly runs?: number;
  /** Which random cases; the report names the seed that was used. */
  readonly seed?: number;
  /** Compares what this target computes with the float64 reference as well. */
  readonly target?: Target;
  /** A budget for the target's arena, and the batch that it is for: as `compile` takes them. */
  readonly memory?: number | string;
  readonly batch?: number;
  /** Maps a place in a compiled model file to the user's own. */
  readonly locate?: Locate;
}

const tolerances: Tolerances = { rtol: 1e-6, atol: 1e-8 };

/**
 * Checks the derivatives of a model or program on random batches, parameters and cotangents: of its loss, in training and
 * outside it, and of its outputs, with respect to every real input and every trainable parameter; to second order.
 * `tapeless check` prints the report's lines.
 */
export function checkModel(
  declaration: unknown,
  exportName = 'default',
  { runs = 20, seed = freshSeed(), locate, ...options }: CheckModelOptions = {},
): CheckReport {
  const { target } = options;
  const [compiled] = compileUnits([[exportName, declaration]], { ...options, ...(locate && { locate }) });
  const { unit } = compiled!.line;
  const leaves = unitLeaves(unit);
  const notes: string[] = [];
  const subjects = subjectsOf(unit).flatMap(({ of, ys }) => {
    const prepared = derivativesIn(ys, leaves, notes);
    return prepared ? [{ of, prepared }] : [];
  });
  notes.push(...estimatorNotes(subjects.map(({ prepared }) => prepared)));
  const derived = subjects.filter(({ prepared }) => isDerived(prepared));
  if (derived.length === 0 && !target) {
    return { ok: true, runs: 0, seed, lines: [`${exportName}: ${nothingToDerive}.`, ...notes] };
  }
  const experiment: Experiment = {
    title: exportName,
    agrees: derived.length > 0 ? derivativesAgree : `${nothingToDerive}; what ${target} computes agrees with float64`,
    again: (options) => `--seed ${options.seed} --runs ${options.runs}`,
    leaves: leaves.drawn,
    properties: [
      ...derived.map(({ of, prepared }) => derivativesOf(of, prepared, leaves.visible, tolerances)),
      ...(target ? [compiledOf(declaration as object, compiled!.line, leaves, { ...options, target })] : []),
    ],
    pointOf: leaves.pointOf,
    notes,
  };
  return runExperiment(experiment, { runs, seed });
}

const nothingToDerive = 'there is nothing to derive: no real input or parameter that a real result depends on';

interface Named {
  readonly of: string;
  readonly ys: readonly Tensor[];
}

/** What is derived: the loss of a model in both of its modes, and all real outputs; what computes the same, once. */
function subjectsOf({ entries }: Unit): Named[] {
  const named: readonly [EntryPoint['name'], string][] = [
    ['evaluate', 'the loss'],
    ['step', 'the loss in training'],
    ['predict', 'the outputs'],
    ['run', 'the outputs'],
  ];
  const all = named.flatMap(([name, of]) => {
    const entry = entries.find((one) => one.name === name);
    if (!entry) return [];
    const ys = (name === 'evaluate' || name === 'step' ? [lossOf(entry)] : outputsOf(entry)).filter(isFloat);
    return ys.length === 0 ? [] : [{ of, ys }];
  });
  // As one graph, equal nodes are one: a loss that is the same in both modes is made of the same tensors then.
  const ys = all.flatMap((subject) => subject.ys);
  const leaves = topological(ys).flatMap(({ results }) => results.filter(isInput));
  const { outputs } = makeGraph(leaves, ys);
  const meaning = (subject: Named): string =>
    subject.ys
      .map((y) => ys.indexOf(y))
      .map((k) => outputs.indexOf(outputs[k]!))
      .join();
  return all.filter((subject, k) => all.findIndex((one) => meaning(one) === meaning(subject)) === k);
}

const isFloat = ({ dtype }: Tensor): boolean => dtype === 'f32';

const outputsOf = ({ graph, results }: EntryPoint): Tensor[] => results.map(({ index }) => graph.outputs[index]!);

function lossOf({ graph, results }: EntryPoint): Tensor {
  const loss = results.find(({ path }) => path.length === 1 && path[0] === 'loss')!;
  const value = graph.outputs[loss.index]!;
  return loss.kind === 'ratio' ? div(value, graph.outputs[loss.weight]!) : value;
}

/** The derivatives with respect to all that ys depend on; null if that is nothing. */
function derivativesIn(ys: readonly Tensor[], leaves: UnitLeaves, notes: string[]): Prepared | null {
  const used = new Set(topological(ys).flatMap(({ results }) => results));
  const xs = withoutCaptured(
    [...leaves.derived].filter((x) => used.has(x)),
    ys,
    leaves,
    notes,
  );
  return xs.length === 0 ? null : prepare({ xs, ys });
}

/** A customVjp may use an input from outside: then there is no gradient with respect to that. Parameters are not excused. */
function withoutCaptured(
  xs: readonly Tensor[],
  ys: readonly Tensor[],
  leaves: UnitLeaves,
  notes: string[],
): readonly Tensor[] {
  const refusals = xs.map((x) => refusal(x, ys));
  xs.forEach((x, k) => {
    const error = refusals[k];
    if (error && !leaves.fed.has(x)) throw error;
    if (error) notes.push(`  Not checked: ${error.says}`);
  });
  return xs.filter((_, k) => refusals[k] === null);
}

function refusal(x: Tensor, ys: readonly Tensor[]): TapelessError | null {
  try {
    prepare({ xs: [x], ys }, 1);
    return null;
  } catch (error) {
    if (error instanceof TapelessError && error.code === 'captured-tensor') return error;
    throw error;
  }
}
