import { at, badAttribute, badLayerInput, optionsOf, type DenseShape } from '../base/index.js';
import { currentSource, type Tensor } from '../graph/index.js';
import { layer, type Initializer } from '../model/index.js';
import { add, matmul } from '../ops/index.js';
import { activationOf, type Activation, type ActivationName } from './activations.js';
import type { InitializerName } from './initializers/index.js';
import { parameter } from './parameter.js';
import type { ShapedLayer } from './shapedLayer.js';

/** What dense takes beside its number of units; Keras' defaults where absent. */
export interface DenseOptions {
  /** What follows the affine map, by name or as a function; nothing where absent. */
  readonly activation?: ActivationName | Activation;
  readonly useBias?: boolean;
  readonly kernelInitializer?: InitializerName | Initializer;
  readonly biasInitializer?: InitializerName | Initializer;
  /** The layer's name in the paths of its parameters, instead of `dense`, `dense_1`… */
  readonly name?: string;
  readonly trainable?: boolean;
}

const defaults = {
  activation: 'linear',
  useBias: true,
  kernelInitializer: 'glorotUniform',
  biasInitializer: 'zeros',
  name: undefined,
  trainable: true,
} as const;

/**
 * activation(x kernel + bias) over the last axis: [N, …, features] to [N, …, units]. Owns `kernel` [features, units] and `bias` [units].
 * As Keras' Dense.
 */
export function dense<const U extends number>(units: U, options: DenseOptions = {}): ShapedLayer<DenseShape<U>> {
  const whole = optionsOf<DenseOptions, typeof defaults>('dense', options, defaults);
  const { activation, useBias, name, trainable, kernelInitializer, biasInitializer } = whole;
  if (!Number.isSafeInteger(units) || units < 1) {
    throw at(badAttribute('dense', 'units', String(units), 'a whole number above 0'), currentSource());
  }
  const activate = activationOf(activation);
  const affine = (x: Tensor): Tensor => {
    const kernel = parameter([featuresOf(x), units], { name: 'kernel', initializer: kernelInitializer, trainable });
    const product = matmul(x, kernel);
    return useBias
      ? add(product, parameter([units], { name: 'bias', initializer: biasInitializer, trainable }))
      : product;
  };
  const named = { kind: 'dense', ...(name !== undefined && { name }) };
  return layer(named, (x: Tensor) => activate(affine(x))) as ShapedLayer<DenseShape<U>>;
}

function featuresOf({ shape, node }: Tensor): number {
  const features = shape.at(-1);
  if (shape.length < 2) {
    const mend = 'Give it an axis for the batch, with reshape(x, [1, -1]) or expandDims(x, 0).';
    throw at(badLayerInput('The input of dense', shape, 'at least 2 axes, [N, features]', mend), currentSource());
  }
  if (typeof features !== 'number') {
    throw at(badLayerInput('The input of dense', shape, 'a last axis of fixed length'), node.source);
  }
  return features;
}
