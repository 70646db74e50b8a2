import fc from 'fast-check';
import { elements, shapeAt, sourceText } from '../base/index.js';
import type { Tensor } from '../graph/index.js';
import { arrayOf, contents, type Content, type Leaf } from './contents.js';
import { culprit } from './culprit.js';
import { check } from './fault.js';
import { withHeld, type Point, type Prepared } from './prepare.js';
import {
  counterexampleLines,
  culpritText,
  faultText,
  indexOf,
  shown,
  type CheckReport,
  type Counterexample,
} from './report.js';
import type { Tolerances } from './slope.js';

/** One random case: everything is computed from this, so that it can be had again and made smaller. */
export interface Trial {
  readonly n: number;
  readonly seed: number;
  /** Whether variables start from their first values. */
  readonly initial: boolean;
  readonly contents: readonly Content[];
}

/** What a property found in one case. `explain` is asked only of the smallest. */
export type Finding =
  | { readonly kind: 'right'; readonly moves: number }
  | { readonly kind: 'unchecked' }
  | { readonly kind: 'wrong'; readonly explain: () => Counterexample };

/** What is checked in each case. */
export type Property = (trial: Trial, point: Point) => Finding;

export interface Experiment {
  readonly title: string;
  /** What is true where no case fails: `the derivatives agree with differences`. */
  readonly agrees: string;
  /** How to have the same cases again, as its caller writes it. */
  readonly again: (options: RunOptions) => string;
  readonly leaves: readonly Leaf[];
  readonly properties: readonly Property[];
  /** The case's values of all leaves. */
  readonly pointOf: (trial: Trial) => Point;
  /** What could not be checked at all, in words. */
  readonly notes: readonly string[];
}

export interface RunOptions {
  readonly runs: number;
  readonly seed: number;
}

/** Runs the properties on random cases; a case that fails is made as small and simple as it can be. */
export function runExperiment(experiment: Experiment, { runs, seed }: RunOptions): CheckReport {
  const counts = { moved: 0, unchecked: 0, shrinks: shrinksFor(experiment), failing: null as Property | null };
  const holds = (trial: Trial): boolean => {
    const { failing } = counts;
    // Once a case fails, smaller cases are only tried on the property that failed.
    if (failing) return counts.shrinks-- <= 0 || outcomeOf([failing], experiment, trial).finding.kind !== 'wrong';
    const { finding, property } = outcomeOf(experiment.properties, experiment, trial);
    if (finding.kind === 'wrong') counts.failing = property;
    else if (finding.kind === 'unchecked') counts.unchecked++;
    else if (finding.moves > 0) counts.moved++;
    return finding.kind !== 'wrong';
  };
  const { counterexample } = fc.check(fc.property(trials(experiment), holds), { numRuns: runs, seed });
  const { failing } = counts;
  const smallest = counterexample && failing && outcomeOf([failing], experiment, counterexample[0]).finding;
  if (smallest?.kind === 'wrong') {
    const example = smallest.explain();
    return {
      ok: false,
      runs,
      seed,
      counterexample: example,
      lines: counterexampleLines(example, experiment.again({ runs, seed })),
    };
  }
  return { ok: counts.unchecked < runs, runs, seed, lines: summary(experiment, runs, seed, counts) };
}

/** Cases that are tried to make a counterexample smaller: fewer of a large model, so that nobody waits for long. */
const shrinksFor = ({ leaves }: Experiment): number => {
  const size = leaves.reduce((total, { tensor }) => total + elements(shapeAt(tensor.shape, 3)), 0);
  return Math.round(Math.min(200, Math.max(20, 400_000 / size)));
};

function trials({ leaves }: Experiment): fc.Arbitrary<Trial> {
  const batched = leaves.some(({ tensor }) => tensor.shape.some((extent) => typeof extent === 'string'));
  return fc.record({
    n: batched ? fc.integer({ min: 1, max: 5 }) : fc.constant(1),
    seed: fc.nat(),
    initial: fc.boolean(),
    contents: fc.tuple(...leaves.map(contents)),
  });
}

/** The first property that fails; if none does, how far the case was checked. */
function outcomeOf(
  properties: readonly Property[],
  { pointOf }: Experiment,
  trial: Trial,
): { readonly finding: Finding; readonly property: Property | null } {
  const point = pointOf(trial);
  const findings: Finding[] = [];
  for (const property of properties) {
    const finding = property(trial, point);
    if (finding.kind === 'wrong') return { finding, property };
    findings.push(finding);
  }
  const moves = findings.flatMap((finding) => (finding.kind === 'right' ? [finding.moves] : []));
  return {
    finding: moves.length === 0 ? { kind: 'unchecked' } : { kind: 'right', moves: Math.max(...moves) },
    property: null,
  };
}

/** Leaves with the contents of a case. */
export const filled = (leaves: readonly Leaf[], { n, contents: all }: Trial): Point => ({
  n,
  values: new Map(leaves.map((leaf, k) => [leaf.tensor, arrayOf(leaf, all[k]!, n)])),
});

export const derivativesAgree = 'the derivatives agree with differences';

/** What is left out because its derivative is no derivative on purpose, in words. */
export const estimatorNotes = (prepared: readonly Prepared[]): string[] => {
  const places = prepared.flatMap(({ estimators }) => estimators.map(sourceText));
  return [...new Set(places)].map(
    (place) => `  Not checked: the estimator at ${place}, and what goes through it alone.`,
  );
};

/** Whether anything but what estimators hold depends on the leaves. */
export const isDerived = ({ estimators, first }: Prepared): boolean =>
  estimators.length === 0 || first.dxs.some((dx) => dx !== null);

/** The derivatives of one prepared subject as a property. `visible` are the leaves that a counterexample shows. */
export function derivativesOf(
  of: string,
  prepared: Prepared,
  visible: readonly Tensor[],
  tolerances: Tolerances,
): Property {
  return ({ seed }, point) => {
    const outcome = check(prepared, point, seed, tolerances);
    if (outcome.kind === 'kink') return { kind: 'unchecked' };
    if (outcome.kind === 'right') return outcome;
    const explain = (): Counterexample => {
      const fault = outcome.fault();
      const { x, element, expected, found, point: at } = fault;
      const blamed = culprit(prepared.ys, withHeld(prepared, at), seed, tolerances);
      const place = blamed?.place ?? prepared.ys[0]!.node.source;
      const cause = blamed
        ? culpritText(blamed)
        : `Each operation is right by itself; ${of} is made at ${sourceText(place)}.`;
      const index = indexOf(element, at.values.get(x)!.shape);
      const input = x.node.op.label?.(x.node.attrs) ?? 'x';
      const says = `${faultText(of, fault)} ${cause}`;
      return { of, input, index, expected, found, n: at.n, values: shown(visible, at.values), place, says };
    };
    return { kind: 'wrong', explain };
  };
}

function summary(
  { title, agrees, notes }: Experiment,
  runs: number,
  seed: number,
  { moved, unchecked }: { readonly moved: number; readonly unchecked: number },
): string[] {
  const cases = (count: number): string => `${count} case${count === 1 ? '' : 's'}`;
  if (unchecked === runs)
    return [
      `${title}: nothing could be checked: in all ${cases(runs)} the result is not finite, or lies at a kink.`,
      ...notes,
    ];
  return [
    `${title}: ${agrees} in ${cases(runs)} (seed ${seed}).`,
    ...(moved > 0 ? [`  ${cases(moved)} lay at a kink (such as relu at 0) and were moved away from it.`] : []),
    ...(unchecked > 0
      ? [`  ${cases(unchecked)} could not be checked: not finite, or at a kink wherever they were moved.`]
      : []),
    ...notes,
  ];
}
