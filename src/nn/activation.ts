import type { SameShape } from '../base/index.js';
import { activationOf, type Activation, type ActivationName } from './activations.js';
import type { ShapedLayer } from './shapedLayer.js';

/** An activation as a layer: `activation('relu')` between others in a sequential. It owns nothing. As Keras' Activation. */
export const activation = (function_: ActivationName | Activation): ShapedLayer<SameShape> =>
  activationOf(function_) as ShapedLayer<SameShape>;
