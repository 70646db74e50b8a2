import { describe, expect, test } from 'vitest';
import { f32, model, traceUnit, type Optimizer } from '../../src/model/index.js';
import { parameter } from '../../src/nn/index.js';
import { add, mul, sign, sub, sum } from '../../src/ops/index.js';
import { adam, sgd } from '../../src/optim/index.js';
import { instance, type Instance } from '../model/simulate.js';

/** A net whose gradients are what it is fed: of `a` [2] and `b` []. */
function net(optimizer: Optimizer): Instance {
  const declared = model({
    inputs: { a: f32(2), b: f32() },
    outputs: ({ a }) => ({ loss_a: sum(mul(a, parameter([2], { name: 'a', initializer: 1 }))) }),
    loss: ({ loss_a, b }) => add(loss_a, mul(b, parameter([], { name: 'b', initializer: 1 }))),
    optimizer,
  });
  return instance(traceUnit(declared, 'default'));
}

const now = ({ state }: Instance, name: string): number[] => [...state.get(name)!.data];

/** How far one step of plain descent at rate 1 moves: the gradients as they were used. */
function used(options: Parameters<typeof sgd>[0], a: number[], b: number): number[] {
  const one = net(sgd({ learningRate: 1, ...options }));
  one.call('step', { a, b });
  return [...now(one, 'a'), ...now(one, 'b')].map((x) => 1 - x);
}

const close = (found: readonly number[], expected: readonly number[]): void =>
  expected.forEach((x, k) => expect(found[k]).toBeCloseTo(x, 12));

describe('clipping', () => {
  test('by value bounds each element', () => {
    close(used({ clipvalue: 0.5 }, [3, -0.25], -4), [0.5, -0.25, -0.5]);
  });

  test('by norm bounds each gradient by itself', () => {
    close(used({ clipnorm: 1 }, [3, -4], 0.5), [0.6, -0.8, 0.5]);
    close(used({ clipnorm: 1 }, [0, 0], 2), [0, 0, 1]);
  });

  test('by global norm bounds all together', () => {
    close(used({ globalClipnorm: 1 }, [3, 0], 4), [0.6, 0, 0.8]);
    close(used({ globalClipnorm: 10 }, [3, 0], 4), [3, 0, 4]);
    close(used({ globalClipnorm: 1 }, [0, 0], 0), [0, 0, 0]);
  });

  test('takes one bound, above 0', () => {
    expect(() => sgd({ clipnorm: 1, clipvalue: 1 })).toThrow(
      'sgd: clipnorm and clipvalue is given together, expected at most one of them.',
    );
    expect(() => adam({ clipvalue: 0 })).toThrow('adam: clipvalue is 0, expected a number above 0.');
  });

  test('its bound is a hyperparameter', () => {
    const one = net(adam({ globalClipnorm: 2 }));
    expect(now(one, 'tapeless/globalClipnorm')).toEqual([2]);
  });
});

describe('hyperparameters live in the state', () => {
  test('a changed learning rate counts from the next step', () => {
    const one = net(sgd({ learningRate: 0.5 }));
    const batch = { a: [1, 2], b: 0 };
    one.call('step', batch);
    expect(now(one, 'a')).toEqual([0.5, 0]);
    one.state.set('tapeless/learningRate', { dtype: 'f32', shape: [], data: Float64Array.of(0.25) });
    one.call('step', batch);
    expect(now(one, 'a')).toEqual([0.25, -0.5]);
  });

  test('momentum keeps the learning rate inside the velocity', () => {
    const one = net(sgd({ learningRate: 1, momentum: 0.5 }));
    one.call('step', { a: [1, 0], b: 0 });
    one.state.set('tapeless/learningRate', { dtype: 'f32', shape: [], data: Float64Array.of(0) });
    one.call('step', { a: [1, 0], b: 0 });
    expect(now(one, 'tapeless/momentum/a')).toEqual([-0.5, 0]);
    expect(now(one, 'a')).toEqual([-0.5, 1]);
  });
});

describe('adam', () => {
  test('moves by the learning rate at first, whatever the gradient', () => {
    const one = net(adam({ learningRate: 0.01, epsilon: 1e-12 }));
    one.call('step', { a: [100, -0.001], b: 3 });
    const [up, down] = now(one, 'a');
    expect(up).toBeCloseTo(0.99, 8);
    expect(down).toBeCloseTo(1.01, 8);
  });

  test('with amsgrad divides by the largest velocity so far', () => {
    const one = net(adam({ amsgrad: true }));
    one.call('step', { a: [10, 10], b: 1 });
    const largest = now(one, 'tapeless/velocityHat/a');
    one.call('step', { a: [0, 0], b: 1 });
    expect(now(one, 'tapeless/velocityHat/a')).toEqual(largest);
    expect(now(one, 'tapeless/velocity/a')[0]).toBeLessThan(largest[0]!);
  });
});

describe('an optimizer of one’s own', () => {
  test('is an object of ops', () => {
    const signDescent: Optimizer = {
      hyperparameters: { rate: 0.125 },
      slots: { seen: 0 },
      gradients: (all) => all.map(({ gradient }) => mul(gradient, -1)),
      update: ({ name, parameter, gradient, slots, hyperparameters, step }) => ({
        parameter: sub(parameter, mul(hyperparameters['rate']!, sign(gradient))),
        slots: { seen: add(slots['seen']!, name === 'a' ? step : 100) },
      }),
    };
    const one = net(signDescent);
    one.call('step', { a: [2, -3], b: 1 });
    one.call('step', { a: [2, -3], b: 1 });
    expect(now(one, 'a')).toEqual([1.25, 0.75]);
    expect(now(one, 'tapeless/seen/a')).toEqual([3, 3]);
    expect(now(one, 'tapeless/seen/b')).toEqual([200]);
  });
});
