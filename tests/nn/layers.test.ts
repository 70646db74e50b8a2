import { describe, expect, test } from 'vitest';
import type { Tensor } from '../../src/graph/index.js';
import { f32, model, program, traceUnit, type Outputs } from '../../src/model/index.js';
import { activation, dense, dropout, initializers, parameter, sequential } from '../../src/nn/index.js';
import { mean, mul, neg } from '../../src/ops/index.js';
import { sgd } from '../../src/optim/index.js';
import { entryOf, instance, type Instance } from '../model/simulate.js';

const run = (shape: readonly (number | string)[], outputs: (x: Tensor) => Outputs): Instance =>
  instance(traceUnit(program({ inputs: { x: f32(...shape) }, outputs: ({ x }) => outputs(x) }), 'default'));

const ones = { kernelInitializer: 'ones' } as const;

describe('dense', () => {
  test('is x kernel + bias, then the activation', () => {
    const layer = dense(2, {
      kernelInitializer: initializers.constant([
        [1, 2],
        [3, 4],
        [5, -6],
      ]),
      biasInitializer: () => [10, -20],
      activation: 'relu',
    });
    expect(run(['N', 3], (x) => ({ y: layer(x) })).call('run', { x: [1, 1, 1, 1, 0, -1] })['y']).toEqual([19, 0, 6, 0]);
  });

  test('takes any rank from 2', () => {
    const net = run(['N', 2, 3], (x) => ({ y: dense(1, ones)(x) }));
    expect(net.call('run', { x: [1, 2, 3, 4, 5, 6] })['y']).toEqual([6, 15]);
    const wide = traceUnit(
      program({ inputs: { x: f32('N', 4, 5, 6) }, outputs: ({ x }) => ({ y: dense(7)(x) }) }),
      'default',
    );
    expect(entryOf(wide, 'run').graph.outputs[0]).toMatchObject({ shape: ['N', 4, 5, 7] });
  });

  test('without a bias has none', () => {
    const { state, call } = run(['N', 3], (x) => ({ y: dense(1, { ...ones, useBias: false, activation: neg })(x) }));
    expect([...state.keys()]).toEqual(['dense/kernel']);
    expect(call('run', { x: [1, 2, 3] })['y']).toEqual([-6]);
  });

  test('that is not trained stays as it is', () => {
    const [fixed, free] = [dense(2, { ...ones, trainable: false }), dense(1, ones)];
    const declared = model({
      inputs: { x: f32('N', 2) },
      outputs: ({ x }) => ({ y: free(fixed(x)) }),
      loss: ({ y }) => mean(y),
      optimizer: sgd(),
    });
    const net = instance(traceUnit(declared, 'default'));
    net.call('step', { x: [1, 1] });
    expect([...net.state.get('dense/kernel')!.data]).toEqual([1, 1, 1, 1]);
    expect([...net.state.get('dense_1/kernel')!.data]).not.toEqual([1, 1]);
  });

  test('refuses what it cannot take', () => {
    const shaped =
      (...shape: (number | string)[]) =>
      () =>
        run(shape, (x) => ({ y: dense(2)(x) }));
    expect(shaped(3)).toThrow(
      'The input of dense is [3], expected at least 2 axes, [N, features]. ' +
        'Give it an axis for the batch, with reshape(x, [1, -1]) or expandDims(x, 0).',
    );
    expect(shaped(3, 'N')).toThrow('The input of dense is [3, N], expected a last axis of fixed length.');
    expect(() => dense(0)).toThrow('dense: units is 0, expected a whole number above 0.');
    expect(() => dense(2, { activation: 'sinh' as never })).toThrow(
      "activation: there is no 'sinh'; expected one of elu, exponential, gelu, hardSigmoid,",
    );
    expect(() => run(['N', 1], (x) => ({ y: dense(2, { kernelInitializer: 'toString' as never })(x) }))).toThrow(
      "initializer: there is no 'toString'; expected one of glorotNormal, glorotUniform, heNormal,",
    );
  });
});

describe('sequential', () => {
  test('is its layers one after the other, plain functions and sequentials among them', () => {
    const double = (x: Tensor): Tensor => mul(x, 2);
    const net = sequential(dense(2, ones), double, sequential(activation('relu'), dense(1, ones)));
    expect(run(['N', 1], (x) => ({ y: net(x) })).call('run', { x: [1, -1, 3] })['y']).toEqual([4, 0, 12]);
  });

  test('of nothing is the identity', () => {
    expect(run(['N'], (x) => ({ y: sequential()(x) })).call('run', { x: [1, 2] })['y']).toEqual([1, 2]);
  });
});

describe('dropout', () => {
  const drop = dropout(0.25);
  const declared = model({
    inputs: { x: f32('N', 8) },
    outputs: ({ x }) => ({ y: mul(drop(x), parameter([1], { name: 'w', initializer: 1 })) }),
    loss: ({ y }) => mean(y),
    optimizer: sgd({ learningRate: 0 }),
  });
  const unit = traceUnit(declared, 'default');
  const x = Array<number>(8 * 500).fill(1);

  test('keeps the mean in training: a share becomes 0, the rest is scaled up', () => {
    const net = instance(unit);
    const losses = [1, 2, 3].map(() => Number(net.call('step', { x })['loss']));
    expect(new Set(losses).size).toBe(3);
    losses.forEach((loss) => {
      expect(Math.abs(loss - 1)).toBeLessThan(5 * Math.sqrt(0.25 / 0.75 / x.length));
      // Each element is 0 or 4/3: their sum is a multiple.
      expect((loss * x.length * 3) / 4).toBeCloseTo(Math.round((loss * x.length * 3) / 4), 6);
    });
  });

  test('does nothing otherwise', () => {
    expect(instance(unit).call('predict', { x: x.slice(0, 8) })['y']).toEqual(x.slice(0, 8));
    expect(entryOf(unit, 'evaluate').readings.map(({ variable }) => variable)).toEqual(['w']);
  });

  test('takes a rate from 0 to below 1', () => {
    expect(() => dropout(1)).toThrow('dropout: rate is 1, expected a number from 0 to below 1.');
  });
});

test('a parameter takes an initializer by name, and glorotUniform where none is given', () => {
  const { state } = run(['N', 2], (x) => ({
    y: mul(mul(x, parameter([2], { name: 'a', initializer: 'ones' })), parameter([2], { name: 'b' })),
  }));
  expect([...state.get('a')!.data]).toEqual([1, 1]);
  [...state.get('b')!.data].forEach((b) => expect(Math.abs(b)).toBeLessThan(Math.sqrt(6 / 4)));
});

describe('what is no function', () => {
  test('is no activation', () => {
    expect(() => dense(1, { activation: 3 as never })).toThrow('activation: it is 3, expected a function or its name.');
  });

  test('is no layer of a sequential', () => {
    expect(() => sequential(dense(1), 'relu' as never)).toThrow(
      'sequential: layer 1 is "relu", expected a function from a tensor to a tensor.',
    );
  });
});

test('the activation named leakyRelu has the slope of the function of Keras, not of its layer', () => {
  const net = run(['N', 1], (x) => ({ y: activation('leakyRelu')(x) }));
  expect(net.call('run', { x: [-1, 2] })['y']).toEqual([-0.2, 2]);
});
