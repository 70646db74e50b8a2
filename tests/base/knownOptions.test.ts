import { describe, expect, test } from 'vitest';
import { knownOptions, nearestName, sourceText } from '../../src/base/index.js';
import { errorOf } from '../support/errorOf.js';

describe('options', () => {
  test('that are known pass, and so do none', () => {
    knownOptions('sum', { axis: 1 }, ['axis', 'keepDims']);
    knownOptions('sum', {}, ['axis', 'keepDims']);
    knownOptions('sum', undefined, ['axis', 'keepDims']);
  });

  test('a misspelt one is told with its line and the name that was meant', () => {
    const { code, message, places } = errorOf(() => knownOptions('sum', { axes: 1 }, ['axis', 'keepDims']));
    expect(code).toBe('unknown-option');
    expect(message).toBe('sum: there is no option "axes"; expected axis, keepDims. Write `axis`.');
    expect(places.map(({ source }) => sourceText(source))).toEqual([
      expect.stringMatching(/^knownOptions\.test\.ts:\d+/),
    ]);
  });

  test.each([1, null, 'axis', [0]])('%j is no object of options', (given) => {
    const { code, message } = errorOf(() => knownOptions('sum', given as never, ['axis', 'keepDims']));
    expect(code).toBe('bad-option');
    const found = JSON.stringify(given);
    expect(message).toBe(`sum: the options are ${found}, expected an object. Write them by name: { axis: … }.`);
  });

  test('what is inherited from Object is unknown too', () => {
    expect(errorOf(() => knownOptions('sum', { constructor: 1 }, ['axis'])).code).toBe('unknown-option');
  });
});

test.each([
  ['metric', ['inputs', 'metrics'], 'metrics'],
  ['activaton', ['activation', 'name'], 'activation'],
  ['lr', ['beta1', 'learningRate'], 'learningRate'],
  ['keepdims', ['axis', 'keepDims'], 'keepDims'],
  ['optimiser', ['outputs', 'optimizer'], 'optimizer'],
  ['colour', ['axis', 'keepDims'], undefined],
  ['', ['axis'], undefined],
])('%j means one of %j: %j', (name, known, nearest) => {
  expect(nearestName(name, known)).toBe(nearest);
});
