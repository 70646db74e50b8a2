import { describe, expect, test } from 'vitest';
import { evaluated, handMade, line, refusal } from '../module/handMade.js';

const { create } = evaluated([handMade(line)]);

describe('create', () => {
  test('starts from plain values and from what the seed gives', () => {
    const { parameters } = create({ seed: 2 ** 32 + 5 });
    expect(parameters['line/w'].data).toEqual(new Float32Array([5, 10]));
    expect(parameters['line/scale'].data).toEqual(new Float32Array([1]));
    expect(parameters['line/table'].data).toEqual(new Int32Array([1, 2, 3]));
    expect(create().parameters['line/w'].data).toEqual(new Float32Array([0, 0]));
  });

  test.each([
    [null, 'create: expected an object of options, found Null.'],
    [7, 'create: expected an object of options, found Number.'],
    [{ sead: 1 }, 'create: there is no option sead; expected seed, weights, partial.'],
    [{ seed: -1 }, 'create: seed must be a whole number from 0 to 2^53 - 1, found -1.'],
    [{ seed: 0.5 }, 'create: seed must be a whole number from 0 to 2^53 - 1, found 0.5.'],
    [{ seed: NaN }, 'create: seed must be a whole number from 0 to 2^53 - 1, found NaN.'],
    [{ partial: 3 }, 'create: partial must be true or false, found Number.'],
    [{ seed: '1' }, 'create: seed must be a whole number from 0 to 2^53 - 1, found String.'],
  ])('refuses %j', (options, says) => {
    expect(refusal(() => create(options))).toEqual({ name: 'TapelessError', code: 'bad-option', says });
  });
});

describe('parameters', () => {
  test('are the parameters and states, with shape and live data', () => {
    const net = create({ seed: 1 });
    expect(Object.keys(net.parameters)).toEqual(['line/w', 'line/scale', 'line/table', 'line/seen']);
    expect(net.parameters['line/w'].shape).toEqual([2]);
    const { data } = net.parameters['line/seen'];
    net.step({ x: new Float32Array(2), label: new Int32Array(1) });
    expect(data).toEqual(new Uint8Array([1, 0, 0]));
    expect(net.parameters['constructor']).toBeUndefined();
    expect(() => (net.parameters['line/w'].shape as number[]).push(1)).toThrow(TypeError);
  });
});

describe('hyperparameters', () => {
  test('read as they were written, and are used by the next step', () => {
    const net = create({ seed: 1 });
    expect({ ...net.hyperparameters }).toEqual({ learningRate: 0.001 });
    for (const rate of [1e-4, 0.1, 1 / 3, 3e-39, 16777217, 0, 123456.789]) {
      net.hyperparameters.learningRate = rate;
      expect(Math.fround(net.hyperparameters.learningRate)).toBe(Math.fround(rate));
    }
    net.hyperparameters.learningRate = 0.1;
    expect(net.hyperparameters.learningRate).toBe(0.1);
    net.hyperparameters.learningRate = 0.5;
    net.step({ x: new Float32Array(2), label: new Int32Array(1) });
    expect(net.parameters['line/w'].data).toEqual(new Float32Array([0.5, 1.5]));
  });

  test.each([
    [NaN, 'learningRate must be a finite number that fits, found NaN.'],
    [Infinity, 'learningRate must be a finite number that fits, found Infinity.'],
    [1e39, 'learningRate must be a finite number that fits, found 1e+39.'],
    ['0.1', 'learningRate must be a finite number that fits, found String.'],
    [undefined, 'learningRate must be a finite number that fits, found Undefined.'],
  ])('refuse %j', (value, says) => {
    const { hyperparameters } = create();
    const refused = refusal(() => (hyperparameters.learningRate = value));
    expect(refused).toEqual({ name: 'TapelessError', code: 'bad-hyperparameter', says });
    expect(hyperparameters.learningRate).toBe(0.001);
  });

  test('refuse a name that is not theirs', () => {
    const { hyperparameters } = create();
    const says = 'There is no hyperparameter learningrate; expected learningRate.';
    const refused = { name: 'TapelessError', code: 'unknown-hyperparameter', says };
    expect(refusal(() => (hyperparameters.learningrate = 1))).toEqual(refused);
    expect(refusal(() => Object.defineProperty(hyperparameters, 'learningrate', { value: 1 }))).toEqual(refused);
  });
});
