import { beforeAll, describe, expect, test } from 'vitest';
import { traceUnit } from '../../src/model/index.js';
import { instance, type Instance } from '../model/simulate.js';
import { expectClose } from './golden.js';
import { trainingData } from './trainingData.js';
import { declared, runs, type Run } from './trainingRuns.js';

const { weights, batches } = trainingData();

function net(run: Run): Instance {
  const net = instance(traceUnit(declared(run), 'default'));
  for (const [name, { shape, values }] of Object.entries(weights)) {
    net.state.set(name, { dtype: 'f32', shape, data: Float64Array.from(values) });
  }
  return net;
}

describe.each(runs)('$optimizer $options, from logits: $fromLogits', (run) => {
  const losses: number[] = [];
  let state: Instance['state'] = new Map();
  beforeAll(() => {
    const { call, state: own } = net(run);
    run.float64.losses.forEach((_, step) => losses.push(Number(call('step', batches[step % batches.length]!)['loss'])));
    state = own;
  }, 120_000);

  test('loses what NumPy loses in float64, and Keras in float32', () => {
    expectClose(losses, run.float64.losses, { rtol: 1e-9 });
    expectClose(losses, run.keras.losses, { rtol: 1e-5 });
  });

  test.each(Object.keys(run.float64.final))('ends with the same %s', (name) => {
    const found = [...(state.get(name)?.data ?? [])];
    const [double, single] = [run.float64.final[name]!, run.keras.final[name]!];
    expect(found.reduce((sum, x) => sum + Math.abs(x), 0) / double.sumAbs).toBeCloseTo(1, 9);
    const every = (stride: number): number[] => found.filter((_, k) => k % stride === 0);
    if (double.values) expectClose(every(double.stride), double.values, { rtol: 0, atol: 1e-9 * double.maxAbs });
    if (single.values) expectClose(every(single.stride), single.values, { rtol: 0, atol: 1e-4 * single.maxAbs });
  });
});
