import type { Source } from '../base/index.js';
import { withSource, type Tensor } from '../graph/index.js';
import { backward } from '../autodiff/index.js';
import { add } from '../ops/index.js';
import type { EntryParts, Traced, Yield } from './entry.js';
import { traceForward, type Forward } from './forward.js';
import type { ModelOptions } from './model.js';
import { gradientsOf, optimizerState, updatesOf } from './optimize.js';
import { isRatio, quotientOf, type Ratio } from './ratio.js';
import { stepName, type UnitLeaves } from './unitTrace.js';

/** A model's entry points: forward, loss, gradients, update and metrics of a step as one graph; and two for inference. */
export function traceModel(options: ModelOptions, leaves: UnitLeaves, source: Source): Traced {
  const training = traceForward(leaves, true, options, source);
  const { parts: step, ...optimizer } = stepParts(options, leaves, training, source);
  const inference = traceForward(leaves, false, options, source);
  return { ...optimizer, parts: [step, evaluateParts(inference), predictParts(inference)] };
}

function stepParts(
  options: ModelOptions,
  leaves: UnitLeaves,
  forward: Forward,
  source: Source,
): { parts: EntryParts } & Pick<Traced, 'variables' | 'leaves'> {
  const { optimizer, allowUnused = false } = options;
  const trained = [...leaves.variables.values()].filter(({ trainable }) => trainable);
  const { y, dxs } = backward(
    valueOf(forward.loss),
    trained.map(({ leaf }) => leaf),
  );
  // Told is the loss that was derived: a stabilised one shares what it can with its gradients.
  const loss = isRatio(forward.loss) ? forward.loss : y;
  const gradients = gradientsOf(trained, dxs, allowUnused, source);
  const state = optimizerState(optimizer, trained, source);
  const updates = [
    ...updatesOf(optimizer, state, trained, gradients, leaves.step, source),
    ...assignments(forward),
    [stepName, withSource(source, () => add(leaves.step, 1))] as const,
  ];
  const yields = [...scalarYields(loss, forward.metrics), ...tapYields(forward.taps)];
  const parts: EntryParts = { name: 'step', takes: 'every', yields, updates };
  return { parts, variables: state.variables, leaves: state.leaves };
}

function evaluateParts({ loss, metrics }: Forward): EntryParts {
  return { name: 'evaluate', takes: 'every', yields: scalarYields(loss, metrics), updates: [] };
}

function predictParts({ outputs, asked, outputTaps }: Forward): EntryParts {
  const yields = [...outputs, ...tapYields(outputTaps)];
  return { name: 'predict', takes: asked, yields, updates: [] };
}

export const assignments = ({ assigned }: Pick<Forward, 'assigned'>): (readonly [string, Tensor])[] =>
  [...assigned].map(([{ name }, value]) => [name, value] as const);

export const tapYields = (taps: ReadonlyMap<string, Tensor>): Yield[] =>
  [...taps].map(([name, value]) => ({ kind: 'tensor', path: ['taps', name], value }));

function scalarYields(loss: Tensor | Ratio, metrics: Forward['metrics']): Yield[] {
  return [['loss', loss] as const, ...metrics].map(([name, value]): Yield =>
    isRatio(value)
      ? { kind: 'ratio', path: [name], total: value.total, weight: value.weight }
      : { kind: 'mean', path: [name], value },
  );
}

const valueOf = (loss: Tensor | Ratio): Tensor => (isRatio(loss) ? quotientOf(loss) : loss);
