import { at, badAttribute, valueText, type InTurn } from '../base/index.js';
import { currentSource, type Tensor } from '../graph/index.js';
import type { AnyLayer, RuleOf, ShapedLayer } from './shapedLayer.js';

/** The rules of a list of layers. */
type Rules<L extends readonly AnyLayer[]> = { readonly [K in keyof L]: RuleOf<L[K]> };

/**
 * Layers one after the other, as one layer: it may stand inside another sequential. It adds nothing to the names of
 * parameters. As Keras' Sequential, but called like a function.
 */
export function sequential<const L extends readonly AnyLayer[]>(...layers: L): ShapedLayer<InTurn<Rules<L>>> {
  const wrong = layers.findIndex((layer) => typeof layer !== 'function');
  if (wrong >= 0) {
    const found = valueText(layers[wrong]);
    throw at(
      badAttribute('sequential', `layer ${wrong}`, found, 'a function from a tensor to a tensor'),
      currentSource(),
    );
  }
  const inTurn = (x: Tensor): Tensor => layers.reduce((value, layer) => layer(value), x);
  return inTurn as ShapedLayer<InTurn<Rules<L>>>;
}
