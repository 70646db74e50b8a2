import { knownOptions } from '../base/index.js';
import { inLayer } from '../graph/index.js';
import { modelTraceOf } from './modelTrace.js';
import { inScope, type LayerName } from './naming.js';

/**
 * Makes a layer: a function from tensors to tensors that owns the parameters and states which its body asks for.
 * Calling it twice shares them. Its name is `name`, or `kind` with a number (`dense`, `dense_1`) given at its first call
 * within a model; names of layers inside its body are joined to it with '/'.
 *
 * ```ts
 * const scale = () => layer({ kind: 'scale' }, (x: Tensor) => mul(x, parameter([1], { name: 'factor', initializer: 1 })));
 * ```
 */
export function layer<A extends readonly unknown[], R>(
  name: LayerName,
  body: (...operands: A) => R,
): (...operands: A) => R {
  knownOptions('layer()', name, ['kind', 'name']);
  const identity = {};
  return (...operands) => {
    const { naming } = modelTraceOf(`The layer ${name.name ?? name.kind}`);
    return inScope(naming, identity, name, (path) => inLayer(path, () => body(...operands)));
  };
}
