import { describe, expect, test } from 'vitest';
import type { Tensor } from '../../src/graph/index.js';
import { assign, bool, f32, isTraining, layer, model, program, state, traceUnit } from '../../src/model/index.js';
import { parameter } from '../../src/nn/index.js';
import { add, logicalNot, mean, mul, sub, square } from '../../src/ops/index.js';
import { sgd } from '../../src/optim/index.js';
import { instance } from './simulate.js';

/** A running mean of what passes, moved halfway in each training step; what passes is shifted by it. */
const centred = layer({ kind: 'centred' }, (x: Tensor) => {
  const moving = state([], { name: 'moving_mean', initial: 10 });
  if (isTraining()) assign(moving, mul(add(moving, mean(x)), 0.5));
  return sub(x, moving);
});

const numbers = (data: Iterable<number> | undefined): number[] => [...(data ?? [])];

describe('a state', () => {
  const declared = model({
    inputs: { x: f32('N') },
    outputs: ({ x }) => ({ y: mul(centred(x), parameter([], { name: 'w', initializer: 1 })) }),
    loss: ({ y }) => mean(square(y)),
    optimizer: sgd({ learningRate: 0 }),
  });

  test('is changed by step, and only read by predict and evaluate', () => {
    const net = instance(traceUnit(declared, 'default'));
    const moving = (): number[] => numbers(net.state.get('centred/moving_mean')?.data);
    expect(net.call('predict', { x: [2, 4] })).toEqual({ y: [-8, -6] });
    expect(net.call('evaluate', { x: [2, 4] })).toEqual({ loss: 50 });
    expect(moving()).toEqual([10]);
    expect(net.call('step', { x: [2, 4] })).toEqual({ loss: 50 });
    expect(moving()).toEqual([6.5]);
    expect(net.call('predict', { x: [2, 4] })).toEqual({ y: [-4.5, -2.5] });
  });

  test('is no parameter, and no gradient flows to it', () => {
    const { variables } = traceUnit(declared, 'default');
    expect(variables.find(({ name }) => name === 'centred/moving_mean')).toMatchObject({
      role: 'state',
      trainable: false,
      initial: 10,
    });
    expect(variables.filter(({ role }) => role === 'slot')).toEqual([]);
  });

  test('that is assigned twice in a step has the last value, computed from the first', () => {
    const count = layer({ kind: 'count' }, (x: Tensor) => {
      const calls = state([], { name: 'calls', initial: 0 });
      assign(calls, add(calls, 1));
      return add(x, calls);
    });
    const run = instance(
      traceUnit(program({ inputs: { x: f32() }, outputs: ({ x }) => ({ y: count(count(x)) }) }), 'p'),
    );
    // The first call adds 0, the second what the first one left.
    expect(run.call('run', { x: 0 })).toEqual({ y: 1 });
    expect(run.call('run', { x: 0 })).toEqual({ y: 5 });
    expect(numbers(run.state.get('count/calls')?.data)).toEqual([4]);
  });

  test('may take the value of another one, and they may swap', () => {
    const swap = program({
      inputs: { x: f32() },
      outputs: ({ x }) => {
        const a = state([2], { name: 'a', initial: [1, 2] });
        const b = state([2], { name: 'b', initial: [3, 4] });
        assign(a, b);
        assign(b, a);
        return { y: add(mul(x, a), b) };
      },
    });
    const run = instance(traceUnit(swap, 'default'));
    expect(run.call('run', { x: 10 })).toEqual({ y: [13, 24] });
    expect(run.call('run', { x: 10 })).toEqual({ y: [31, 42] });
  });

  test('may be of any dtype', () => {
    const flip = program({
      inputs: { on: bool() },
      outputs: ({ on }) => {
        const [now, before] = [
          state([], { name: 'now', initial: true, dtype: 'bool' }),
          state([], { name: 'before', initial: false, dtype: 'bool' }),
        ];
        assign(before, now);
        assign(now, logicalNot(now));
        return { on, now, before };
      },
    });
    const run = instance(traceUnit(flip, 'default'));
    expect(run.call('run', { on: 1 })).toEqual({ on: 1, now: 1, before: 0 });
    expect(run.call('run', { on: 1 })).toEqual({ on: 1, now: 0, before: 1 });
  });
});

test('a parameter that is not trained is read and never written', () => {
  const declared = model({
    inputs: { x: f32('N') },
    outputs: ({ x }) => ({
      y: mul(
        mul(x, parameter([], { name: 'w', initializer: 1 })),
        parameter([], { name: 'gain', initializer: 2, trainable: false }),
      ),
    }),
    loss: ({ y }) => mean(square(y)),
    optimizer: sgd({ momentum: 0.9 }),
  });
  const unit = traceUnit(declared, 'default');
  expect(unit.variables.map(({ name }) => name)).toContain('gain');
  expect(unit.variables.filter(({ role }) => role === 'slot').map(({ name }) => name)).toEqual(['tapeless/momentum/w']);
  const net = instance(unit);
  net.call('step', { x: [1] });
  expect(numbers(net.state.get('gain')?.data)).toEqual([2]);
  expect(numbers(net.state.get('w')?.data)).toEqual([1 - 0.01 * 8]);
});
