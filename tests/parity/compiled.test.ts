// The same training runs in generated JavaScript, whose weights and slots are stored in single precision as Keras' are.
import { describe, expect, test } from 'vitest';
import { compile } from '../../src/compiler/index.js';
import { expectClose } from './golden.js';
import { trainingData } from './trainingData.js';
import { declared, runs } from './trainingRuns.js';

const { weights, batches } = trainingData();
const fed = batches.map(({ image, label }) => ({ image: Float32Array.from(image), label: Float32Array.from(label) }));

describe.each(runs)('$optimizer $options, from logits: $fromLogits', (run) => {
  const net = compile(declared(run));
  for (const [name, { values }] of Object.entries(weights)) (net.parameters[name]!.data as Float32Array).set(values);

  test('20 losses within 1e-5 of Keras, then parameters within 1e-4 of their largest element', () => {
    const losses = run.keras.losses.map((_, step) => Number(net.step(fed[step % fed.length]!)['loss']));
    expect(losses).toHaveLength(20);
    expectClose(losses, run.keras.losses, { rtol: 1e-5 });
    expectClose(losses, run.float64.losses, { rtol: 1e-5 });
    for (const [name, { stride, values, maxAbs }] of Object.entries({
      ...run.float64.final,
      ...valued(run.keras.final),
    })) {
      const found = [...net.parameters[name]!.data].filter((_, k) => k % stride === 0);
      if (values) expectClose(found, values, { rtol: 0, atol: 1e-4 * maxAbs });
    }
  });
});

/** Those whose values the file holds. */
const valued = <T extends { readonly values?: readonly number[] }>(
  final: Readonly<Record<string, T>>,
): Record<string, T> => Object.fromEntries(Object.entries(final).filter(([, { values }]) => values));
