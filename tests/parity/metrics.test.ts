import { describe, expect, test } from 'vitest';
import type { DType } from '../../src/base/index.js';
import * as metrics from '../../src/metrics/index.js';
import { expectClose, given, golden, valuesOf } from './golden.js';

interface Case {
  readonly metric: keyof typeof metrics;
  readonly title: string;
  readonly labelDtype: DType;
  readonly batches: readonly {
    readonly shape: readonly number[];
    readonly yPred: readonly number[];
    readonly labelShape: readonly number[];
    readonly yTrue: readonly number[];
    readonly result: number;
  }[];
  readonly result: number;
}

const { cases } = golden<{ readonly cases: readonly Case[] }>('metrics');

describe.each(cases)('$metric, $title', ({ metric, labelDtype, batches, result }) => {
  const told = batches.map(({ shape, yPred, labelShape, yTrue }) => {
    const predictions = given(shape, yPred);
    const labels = given(labelShape, yTrue, labelDtype);
    return valuesOf([metrics[metric](labels.leaf, predictions.leaf)], [predictions, labels])[0]!;
  });

  test('is Keras for each batch', () => {
    batches.forEach((batch, k) => expectClose(told[k]!, [batch.result], { rtol: 1e-7 }));
  });

  test('is Keras over both, each with the weight of its size', () => {
    const sizes = batches.map(({ shape }) => shape[0]!);
    const total = told.reduce((sum, [value], k) => sum + value! * sizes[k]!, 0);
    expect(total / sizes.reduce((a, b) => a + b)).toBeCloseTo(result, 7);
  });
});
