import { describe, test } from 'vitest';
import { gradients } from '../../src/autodiff/index.js';
import type { Tensor } from '../../src/graph/index.js';
import { activation, relu } from '../../src/nn/index.js';
import type { ActivationName } from '../../src/nn/index.js';
import * as ops from '../../src/ops/index.js';
import { expectClose, given, golden, valuesOf, type Golden } from './golden.js';

interface Told {
  readonly value: readonly Golden[];
  readonly gradient: readonly Golden[];
}

interface Elementwise {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly keras: Told;
  readonly float64: Told & { readonly second: readonly Golden[] | null };
  readonly kinks: readonly number[];
  readonly bends: readonly number[];
}

interface Rows {
  readonly name: 'softmax' | 'logSoftmax';
  readonly axis: number;
  readonly shape: readonly number[];
  readonly x: readonly number[];
  readonly cotangent: readonly number[];
  readonly keras: Told;
  readonly float64: Told;
}

const { x, elementwise, rows } = golden<{
  readonly x: readonly number[];
  readonly elementwise: readonly Elementwise[];
  readonly rows: readonly Rows[];
}>('activations');

const functions: Readonly<Record<string, (x: Tensor, options: object) => Tensor>> = {
  elu: ops.elu,
  gelu: ops.gelu,
  leakyRelu: ops.leakyRelu,
  relu,
};

// Keras' LeakyReLU layer has another default than its function; we have the function.
const ours = elementwise.filter(({ options }) => options['layer'] !== true);

describe.each(ours)('$name $options', ({ name, options, keras, float64, kinks, bends }) => {
  const given_ = given([x.length], x);
  const { leaf } = given_;
  const plain = Object.keys(options).length === 0;
  const y = plain ? activation(name as ActivationName)(leaf) : functions[name]!(leaf, options);
  const [slope] = gradients(ops.sum(y), [leaf], { allowUnused: true });
  const [bend] = gradients(ops.sum(slope!), [leaf], { allowUnused: true });
  const [value = [], gradient = [], second = []] = valuesOf([y, slope!, bend!], [given_]);
  const at = (points: readonly number[]): number[] => points.map((point) => x.indexOf(point));

  test('is the formula in float64', () => {
    expectClose(value, float64.value, { rtol: 1e-9, atol: 1e-14 });
    expectClose(gradient, float64.gradient, { rtol: 1e-9, atol: 1e-14, except: at(kinks) });
  });

  if (float64.second !== null)
    test('and so is its second derivative', () => {
      expectClose(second, float64.second ?? [], { rtol: 1e-8, atol: 1e-13, except: at([...kinks, ...bends]) });
    });

  test('is Keras', () => {
    expectClose(value, keras.value, { rtol: 1e-5, atol: 1e-6 });
    expectClose(gradient, keras.gradient, { rtol: 1e-5, atol: 1e-5, except: at(kinks) });
  });
});

describe.each(rows)('$name over axis $axis of $shape', ({ name, axis, shape, x: data, cotangent, keras, float64 }) => {
  const x = given(shape, data);
  const dy = given(shape, cotangent);
  const y = ops[name](x.leaf, { axis });
  const [dx] = gradients(y, [x.leaf], { dy: dy.leaf });
  const [value = [], gradient = []] = valuesOf([y, dx!], [x, dy]);

  test('is the formula in float64', () => {
    expectClose(value, float64.value, { rtol: 1e-9, atol: 1e-14 });
    expectClose(gradient, float64.gradient, { rtol: 1e-9, atol: 1e-12 });
  });

  test('is Keras', () => {
    expectClose(value, keras.value, { rtol: 1e-5, atol: 1e-6 });
    expectClose(gradient, keras.gradient, { rtol: 1e-5, atol: 1e-5 });
  });
});
