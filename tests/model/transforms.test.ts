import { expect, test } from 'vitest';
import { grad, vmap } from '../../src/autodiff/index.js';
import type { Tensor } from '../../src/graph/index.js';
import { f32, model, traceUnit } from '../../src/model/index.js';
import { dense, sequential } from '../../src/nn/index.js';
import { add, mean, reshape, square, sub, sum, tap } from '../../src/ops/index.js';
import { sgd } from '../../src/optim/index.js';
import { instance, type Instance } from './simulate.js';

const critic = sequential(dense(4, { activation: 'tanh' }), dense(1));

/** A penalty on the slope of the net in its input: the loss holds a gradient of layers with parameters. */
const declared = model({
  inputs: { x: f32('N', 3), y: f32('N', 1) },
  outputs: ({ x }) => ({ guess: critic(x) }),
  loss: ({ x, y, guess }) => {
    const slope = grad((at: Tensor) => sum(tap('inside', critic(at))))(x);
    return add(mean(square(sub(guess, y))), mean(square(slope)));
  },
  optimizer: sgd({ learningRate: 1 }),
});

const batch = { x: [0.5, -1, 0.25, 1, 0.75, -0.5], y: [1, -1] };

const changed = (net: Instance, name: string, k: number, by: number): void => {
  const { data, ...type } = net.state.get(name)!;
  net.state.set(name, { ...type, data: data.map((x, i) => (i === k ? x + by : x)) });
};

test('a loss with a gradient inside trains by its second derivatives', () => {
  const unit = traceUnit(declared, 'default');
  const net = instance(unit);
  const before = new Map(net.state);
  net.call('step', batch);
  for (const name of ['dense/kernel', 'dense/bias', 'dense_1/kernel']) {
    const moved = before.get(name)!.data[1]! - net.state.get(name)!.data[1]!;
    const lossAt = (by: number): number => {
      const other = instance(unit);
      changed(other, name, 1, by);
      return Number(other.call('evaluate', batch)['loss']);
    };
    expect(moved, name).toBeCloseTo((lossAt(1e-4) - lossAt(-1e-4)) / 2e-4, 7);
  }
});

test('the layers are those of the outputs, not copies, and taps come out', () => {
  const unit = traceUnit(declared, 'default');
  const names = unit.variables.filter(({ role }) => role === 'parameter').map(({ name }) => name);
  expect(names).toEqual(['dense/kernel', 'dense/bias', 'dense_1/kernel', 'dense_1/bias']);
  expect(Object.keys(instance(unit).call('step', batch))).toEqual(['loss', 'taps.inside']);
});

test('a layer may be mapped over a batch', () => {
  const layer = dense(2, { kernelInitializer: 'ones' });
  const mapped = model({
    inputs: { x: f32('N', 3) },
    outputs: ({ x }) => ({ y: vmap((row: Tensor) => reshape(layer(reshape(row, [1, 3])), [2]))(x) }),
    loss: ({ y }) => mean(y),
    optimizer: sgd(),
  });
  const net = instance(traceUnit(mapped, 'default'));
  expect(net.call('predict', { x: [1, 2, 3, 4, 5, 6] })).toEqual({ y: [6, 6, 15, 15] });
});
