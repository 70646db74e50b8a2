import { describe, expect, test } from 'vitest';
import { backward } from '../../src/autodiff/index.js';
import type { DType } from '../../src/base/index.js';
import type { Tensor } from '../../src/graph/index.js';
import * as losses from '../../src/losses/index.js';
import { sigmoid, softmax } from '../../src/ops/index.js';
import { expectClose, given, golden, valuesOf, type Golden } from './golden.js';

interface Told {
  readonly value: Golden;
  readonly gradient: readonly Golden[];
}

interface Case {
  readonly loss: keyof typeof losses;
  readonly title: string;
  readonly options: object;
  readonly through: 'softmax' | 'sigmoid' | null;
  readonly shape: readonly number[];
  readonly yPred: readonly number[];
  readonly labelShape: readonly number[];
  readonly labelDtype: DType;
  readonly yTrue: readonly number[];
  readonly keras: Told;
  readonly float64: Told;
  readonly exact: Told;
  readonly clipped: boolean;
  readonly kinks: readonly number[];
}

const { cases } = golden<{ readonly cases: readonly Case[] }>('losses');
const through = { softmax: (x: Tensor) => softmax(x), sigmoid: (x: Tensor) => sigmoid(x) };

describe.each(cases)('$loss $options, $title, through $through', (one) => {
  const yPred = given(one.shape, one.yPred);
  const yTrue = given(one.labelShape, one.yTrue, one.labelDtype);
  const predictions = one.through ? through[one.through](yPred.leaf) : yPred.leaf;
  const { y, dxs } = backward(losses[one.loss](yTrue.leaf, predictions, one.options), [yPred.leaf]);
  const [[value] = [], gradient = []] = valuesOf([y, dxs[0]!], [yPred, yTrue]);

  test('is the formula in float64', () => {
    // Behind a softmax or sigmoid the logits are used: nothing is clipped.
    const { value: loss, gradient: slopes } = one.through ? one.exact : one.float64;
    expectClose([value!], [loss], { rtol: 1e-9 });
    expectClose(gradient, slopes, { rtol: 1e-9, atol: 1e-12, except: one.kinks });
  });

  if (!one.clipped)
    test('is Keras', () => {
      expectClose([value!], [one.keras.value], { rtol: 1e-5 });
      expectClose(gradient, one.keras.gradient, { rtol: 1e-5, atol: 1e-6, except: one.kinks });
    });

  if (one.kinks.length > 0)
    test('has no slope where labels and predictions are equal', () => {
      expect(one.kinks.map((k) => gradient[k])).toEqual(one.kinks.map(() => 0));
    });
});
