import { at, badAttribute, unknownName, valueText } from '../base/index.js';
import { currentSource, type Tensor } from '../graph/index.js';
import {
  elu,
  exp,
  gelu,
  hardSigmoid,
  hardSwish,
  leakyRelu,
  logSigmoid,
  logSoftmax,
  mish,
  relu6,
  selu,
  sigmoid,
  silu,
  softmax,
  softplus,
  softsign,
  tanh,
} from '../ops/index.js';
import { relu } from './relu.js';

/** A function of a tensor that keeps its shape. */
export type Activation = (x: Tensor) => Tensor;

/** Keras' activations by name, each with its defaults. */
const named = {
  elu: (x) => elu(x),
  exponential: (x) => exp(x),
  gelu: (x) => gelu(x),
  hardSigmoid: (x) => hardSigmoid(x),
  hardSilu: (x) => hardSwish(x),
  hardSwish: (x) => hardSwish(x),
  leakyRelu: (x) => leakyRelu(x),
  linear: (x) => x,
  logSigmoid: (x) => logSigmoid(x),
  logSoftmax: (x) => logSoftmax(x),
  mish: (x) => mish(x),
  relu: (x) => relu(x),
  relu6: (x) => relu6(x),
  selu: (x) => selu(x),
  sigmoid: (x) => sigmoid(x),
  silu: (x) => silu(x),
  softmax: (x) => softmax(x),
  softplus: (x) => softplus(x),
  softsign: (x) => softsign(x),
  swish: (x) => silu(x),
  tanh: (x) => tanh(x),
} as const satisfies Readonly<Record<string, Activation>>;

/** The names that `activation` options take. */
export type ActivationName = keyof typeof named;

export function activationOf(asked: ActivationName | Activation): Activation {
  if (typeof asked === 'function') return asked;
  if (typeof asked !== 'string') {
    throw at(badAttribute('activation', 'it', valueText(asked), 'a function or its name'), currentSource());
  }
  if (Object.hasOwn(named, asked)) return named[asked];
  throw at(unknownName('activation', asked, Object.keys(named)), currentSource());
}
