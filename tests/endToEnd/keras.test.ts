// Training runs of the compiled module beside those of Keras: 20 steps from given weights on given batches.
import { describe, expect, test } from 'vitest';
import { compile, targets, type ModelInstance, type Target } from '../../src/compiler/index.js';
import { adam, categoricalCrossentropy, dense, f32, model, sequential, sgd, type Optimizer } from '../../src/index.js';
import { expectClose, golden } from '../parity/golden.js';
import { trainingData } from '../parity/trainingData.js';

interface Told {
  readonly losses: readonly number[];
  readonly final: Readonly<
    Record<string, { stride: number; values?: readonly number[]; sumAbs: number; maxAbs: number }>
  >;
}

interface Run {
  readonly optimizer: 'sgd' | 'adam';
  readonly options: object;
  readonly fromLogits: boolean;
  readonly keras: Told;
}

const { runs } = golden<{ readonly runs: readonly Run[] }>('training');
const optimizers: Readonly<Record<Run['optimizer'], (options: object) => Optimizer>> = { adam, sgd };
const { weights, batches } = trainingData();
const arrays = batches.map(({ image, label }) => ({
  image: Float32Array.from(image),
  label: Float32Array.from(label),
}));

function netOf({ optimizer, options, fromLogits }: Run, target: Target): ModelInstance {
  const last = dense(10, { activation: fromLogits ? 'linear' : 'softmax' });
  const classify = sequential(dense(10, { activation: 'relu' }), last);
  const net = compile(
    model({
      inputs: { image: f32('N', 784), label: f32('N', 10) },
      outputs: ({ image }) => ({ result: classify(image) }),
      loss: ({ result, label }) => categoricalCrossentropy(label, result, { fromLogits }),
      optimizer: optimizers[optimizer](options),
    }),
    { target },
  );
  for (const [name, { values }] of Object.entries(weights)) net.parameters[name]!.data.set(values);
  return net;
}

/**
 * Elements of a parameter after Keras' run. Of the runs from logits the largest parameter is kept as sums alone: there the
 * run from probabilities stands in, whose mathematics is the same.
 */
function elementsOf(run: Run, name: string): { readonly stride: number; readonly values: readonly number[] } {
  const same = runs.filter(
    ({ optimizer, options }) =>
      optimizer === run.optimizer && String(Object.entries(options)) === String(Object.entries(run.options)),
  );
  const [told] = [run, ...same].map(({ keras }) => keras.final[name]!).filter(({ values }) => values !== undefined);
  if (!told?.values) throw new Error(`No run tells elements of ${name}`);
  return { stride: told.stride, values: told.values };
}

test('every optimizer is there, in both forms of the loss', () => {
  const kinds = runs.map(({ optimizer, options, fromLogits }) => [optimizer, Object.keys(options).join(), fromLogits]);
  expect(new Set(kinds.map(String)).size).toBe(8);
});

describe.each(targets.flatMap((target) => runs.map((run) => ({ target, ...run }))))(
  '$target: $optimizer $options, from logits: $fromLogits',
  ({ target, ...run }) => {
    const net = netOf(run, target);
    const losses = run.keras.losses.map((_, step) => net.step(arrays[step % arrays.length]!)['loss'] as number);

    test('loses in 20 steps what Keras loses', () => {
      expect(losses).toHaveLength(20);
      expectClose(losses, run.keras.losses, { rtol: 1e-5 });
    });

    test.each(Object.keys(run.keras.final))('ends with the same %s', (name) => {
      const found = [...net.parameters[name]!.data];
      const { sumAbs, maxAbs } = run.keras.final[name]!;
      const total = found.reduce((sum, x) => sum + Math.abs(x), 0);
      expect(Math.abs(total - sumAbs) / sumAbs).toBeLessThan(1e-4);
      const { stride, values } = elementsOf(run, name);
      const kept = found.filter((_, k) => k % stride === 0);
      expectClose(kept, values, { rtol: 0, atol: 1e-4 * maxAbs });
    });
  },
);
