import { describe, expect, test } from 'vitest';
import { gradients, hessian } from '../../src/autodiff/index.js';
import type { Tensor } from '../../src/graph/index.js';
import { f32, model, ratio, traceUnit } from '../../src/model/index.js';
import { quotientOf } from '../../src/model/ratio.js';
import { dense } from '../../src/nn/index.js';
import { add, mul, sigmoid, square, sub, sum } from '../../src/ops/index.js';
import { adam, sgd } from '../../src/optim/index.js';
import { call } from '../support/transforms.js';
import { instance } from './simulate.js';

describe('a weighted mean without weight', () => {
  const weighted = (x: Tensor, mask: Tensor): Tensor =>
    quotientOf(ratio(sum(mul(square(x), mask)), sum(mul(mask, sigmoid(x)))));

  test('is 0, and so are its first and second derivatives, by values and weights alike', () => {
    expect(call((x, mask) => [weighted(x, mask), ...gradients(weighted(x, mask), [x, mask])], [1, -2], [0, 0])).toEqual(
      [0, [0, 0], [0, 0]],
    );
    const zeros = [
      [0, 0],
      [0, 0],
    ];
    expect(call((x, mask) => hessian((at: Tensor) => weighted(at, mask))(x), [1, -2], [0, 0])).toEqual([zeros]);
    expect(call((x, mask) => hessian((at: Tensor) => weighted(x, at))(mask), [1, -2], [0, 0])).toEqual([zeros]);
  });

  test.each([
    ['sgd', sgd()],
    ['adam', adam()],
  ])('leaves the parameters as they are in a step of %s', (_, optimizer) => {
    const declared = model({
      inputs: { x: f32('N', 2), y: f32('N', 1), mask: f32('N', 1) },
      outputs: ({ x }) => ({ guess: dense(1)(x) }),
      loss: ({ guess, y, mask }) => ratio(sum(mul(square(sub(guess, y)), mask)), sum(mask)),
      optimizer,
    });
    const net = instance(traceUnit(declared, 'default'));
    const kernel = (): number[] => [...net.state.get('dense/kernel')!.data];
    const before = kernel();
    net.call('step', { x: [1, 2, 3, 4], y: [5, 6], mask: [0, 0] });
    expect(kernel()).toEqual(before);
    net.call('step', { x: [1, 2, 3, 4], y: [5, 6], mask: [0, 1] });
    expect(kernel()).not.toEqual(before);
    expect(kernel().every(Number.isFinite)).toBe(true);
  });
});

test('its parts may be plain numbers', () => {
  const declared = model({
    inputs: { x: f32('N') },
    outputs: ({ x }) => ({ y: add(x, 1) }),
    loss: ({ y }) => ratio(sum(y), 5),
    metrics: () => ({ half: ratio(1, 2) }),
    optimizer: sgd(),
    allowUnused: true,
  });
  expect(instance(traceUnit(declared, 'default')).call('evaluate', { x: [1, 2] })).toEqual({ loss: 1, half: 0.5 });
});
