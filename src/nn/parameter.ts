import { knownOptions } from '../base/index.js';
import type { Tensor } from '../graph/index.js';
import { parameter as plainParameter, type Initial, type Initializer } from '../model/index.js';
import { initializerOf, type InitializerName } from './initializers/index.js';

/** What parameter takes beside its shape. */
export interface ParameterOptions {
  /** Its name within the layer: `kernel`. */
  readonly name: string;
  /** What it starts from: an initializer or its name, or plain values. */
  readonly initializer?: InitializerName | Initializer | Initial;
  /** Whether `step` changes it. */
  readonly trainable?: boolean;
}

/** A value of the layer that is being called, f32, updated by the optimizer in each training step. As Keras' add_weight. */
export function parameter<const S extends readonly number[]>(shape: S, options: ParameterOptions): Tensor<S> {
  knownOptions('parameter()', options, ['name', 'initializer', 'trainable']);
  const { initializer = 'glorotUniform', ...rest } = options;
  const named = typeof initializer === 'string' ? initializerOf(initializer) : initializer;
  return plainParameter(shape, { ...rest, initializer: named });
}
