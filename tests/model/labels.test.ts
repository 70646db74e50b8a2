import { describe, expect, test } from 'vitest';
import { input, type Tensor } from '../../src/graph/index.js';
import { constant } from '../../src/ops/index.js';
import * as losses from '../../src/losses/index.js';
import * as metrics from '../../src/metrics/index.js';
import { given, valuesOf } from '../parity/golden.js';

const leaf = (name: string, shape: readonly (number | string)[], dtype: 'f32' | 'i32' = 'f32'): Tensor =>
  input(name, { dtype, shape });

describe('labels and predictions of different shapes', () => {
  test.each(['meanSquaredError', 'meanAbsoluteError', 'binaryCrossentropy'] as const)('are refused by %s', (loss) => {
    expect(() => losses[loss](leaf('y', ['N', 2]), leaf('p', ['N', 3]))).toThrow(
      `${loss}(y [N, 2], p [N, 3]): labels and predictions must have one shape.`,
    );
    // Broadcasting would make [N, N] of them.
    expect(() => losses[loss](leaf('y', [1]), leaf('p', ['N', 1]))).toThrow('must have one shape');
  });

  test('are refused where each row is of classes', () => {
    expect(() => losses.categoricalCrossentropy(leaf('y', ['N']), leaf('p', ['N', 1]))).toThrow(
      'categoricalCrossentropy(y [N], p [N, 1]): labels and predictions must have one shape, [N, classes].',
    );
    expect(() => metrics.categoricalAccuracy(leaf('y', ['N', 2]), leaf('p', ['N', 3]))).toThrow(
      'categoricalAccuracy(y [N, 2], p [N, 3]): labels and predictions must have one shape, [N, classes].',
    );
  });

  test('are refused where labels are class numbers', () => {
    for (const [name, f] of [
      ['sparseCategoricalCrossentropy', losses.sparseCategoricalCrossentropy],
      ['sparseCategoricalAccuracy', metrics.sparseCategoricalAccuracy],
    ] as const) {
      expect(() => f(leaf('y', ['N', 3], 'i32'), leaf('p', ['N', 3]))).toThrow(
        `${name}(y [N, 3], p [N, 3]): expected class numbers of the shape of the predictions less their last axis, the classes.`,
      );
    }
  });

  test('by an axis of extent 1 are one shape', () => {
    const [y, p] = [given([2], [1, 2]), given([2, 1], [3, 5])];
    const both = [losses.meanSquaredError(y.leaf, p.leaf), losses.meanSquaredError(p.leaf, y.leaf)];
    expect(valuesOf(both, [y, p])).toEqual([[6.5], [6.5]]);
  });
});

test('a computed class number is clamped', () => {
  const [y, p] = [given([2], [-3, 9], 'i32'), given([2, 3], [1, 0, 0, 0, 0, 1])];
  expect(valuesOf([metrics.sparseCategoricalAccuracy(y.leaf, p.leaf)], [y, p])).toEqual([[1]]);
});

test('labelSmoothing is a share', () => {
  const y = leaf('y', ['N', 2]);
  expect(() => losses.categoricalCrossentropy(y, y, { labelSmoothing: 1.5 })).toThrow(
    'categoricalCrossentropy: labelSmoothing is 1.5, expected a number from 0 to 1.',
  );
});

test('a class that is not the label may have the logit -Infinity', () => {
  const [y, logits] = [given([1], [1], 'i32'), given([1, 3], [-Infinity, 0, 0])];
  const [[loss] = []] = valuesOf(
    [losses.sparseCategoricalCrossentropy(y.leaf, logits.leaf, { fromLogits: true })],
    [y, logits],
  );
  expect(loss).toBeCloseTo(Math.log(2), 12);
});

describe('labels and predictions may be plain values', () => {
  const probabilities = [
    [0.25, 0.75],
    [0.5, 0.5],
  ];
  const rows = [
    [0, 1],
    [1, 0],
  ];
  test.each<readonly [string, () => Tensor, number]>([
    ['meanSquaredError', () => losses.meanSquaredError([1, 2], [1, 4]), 2],
    ['meanAbsoluteError', () => losses.meanAbsoluteError([1, 2], constant([1, 4])), 1],
    ['binaryCrossentropy', () => losses.binaryCrossentropy([[1], [0]], constant([0.5, 0.5])), Math.log(2)],
    [
      'categoricalCrossentropy',
      () => losses.categoricalCrossentropy(rows, probabilities),
      -(Math.log(0.75) + Math.log(0.5)) / 2,
    ],
    [
      'sparseCategoricalCrossentropy',
      () => losses.sparseCategoricalCrossentropy([1, 0], probabilities),
      -(Math.log(0.75) + Math.log(0.5)) / 2,
    ],
    ['binaryAccuracy', () => metrics.binaryAccuracy([1, 0], constant([0.75, 0.75])), 0.5],
    ['categoricalAccuracy', () => metrics.categoricalAccuracy(rows, probabilities), 1],
    ['sparseCategoricalAccuracy', () => metrics.sparseCategoricalAccuracy([0, 0], probabilities), 0.5],
  ])('%s', (_, f, expected) => expect(valuesOf([f()], [])[0]![0]).toBeCloseTo(expected, 12));

  test('labels of another shape are refused in words', () => {
    expect(() => losses.binaryCrossentropy(1 as never, leaf('p', ['N', 1]))).toThrow(
      'binaryCrossentropy(constant [], p [N, 1]): labels and predictions must have one shape.',
    );
    expect(() => losses.sparseCategoricalCrossentropy([0.5], [[1, 2]])).toThrow(
      'sparseCategoricalCrossentropy: expected a value of i32, found 0.5.',
    );
  });
});
