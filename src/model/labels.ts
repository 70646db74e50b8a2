import { at, sameShape, shapeMismatch } from '../base/index.js';
import { currentSource, nameOf, type Tensor } from '../graph/index.js';
import { cast, reshape } from '../ops/index.js';
import { checkedIndex } from './checkedIndex.js';

// What losses and metrics ask of yTrue and yPred, as Keras does: ranks that differ by an axis of extent 1 are made equal. Nothing else
// is broadcast: [N] against [N, 1] would silently become [N, N].

/** Labels and predictions of one shape, both f32. */
export function matched(what: string, yTrue: Tensor, yPred: Tensor): readonly [yTrue: Tensor, yPred: Tensor] {
  const labels = cast(yTrue, 'f32');
  if (sameShape(yTrue.shape, yPred.shape)) return [labels, yPred];
  if (sameShape([...yTrue.shape, 1], yPred.shape)) return [labels, reshape(yPred, yTrue.shape)];
  if (sameShape(yTrue.shape, [...yPred.shape, 1])) return [reshape(labels, yPred.shape), yPred];
  throw mismatch(what, yTrue, yPred, 'labels and predictions must have one shape');
}

/** As `matched`, of rows of one number a class. */
export function matchedClasses(what: string, yTrue: Tensor, yPred: Tensor): readonly [labels: Tensor, classes: number] {
  const classes = yPred.shape.at(-1);
  if (typeof classes !== 'number' || !sameShape(yTrue.shape, yPred.shape)) {
    throw mismatch(what, yTrue, yPred, 'labels and predictions must have one shape, [N, classes]');
  }
  return [cast(yTrue, 'f32'), classes];
}

/** Class numbers of the shape of the predictions less their last axis, which holds the classes; checked or clamped. */
export function classNumbers(what: string, yTrue: Tensor, yPred: Tensor): Tensor {
  const classes = yPred.shape.at(-1);
  const expected = yPred.shape.slice(0, -1);
  const fits = sameShape(yTrue.shape, expected) || sameShape(yTrue.shape, [...expected, 1]);
  if (typeof classes !== 'number' || !fits) {
    const why = 'expected class numbers of the shape of the predictions less their last axis, the classes';
    throw mismatch(what, yTrue, yPred, why);
  }
  const numbers = checkedIndex(yTrue, classes, { of: `the ${classes} classes of ${what}` });
  return sameShape(numbers.shape, expected) ? numbers : reshape(numbers, expected);
}

function mismatch(what: string, yTrue: Tensor, yPred: Tensor, why: string): unknown {
  const operands = [yTrue, yPred].map((x) => ({ name: nameOf(x), shape: x.shape, source: x.node.source }));
  return at(shapeMismatch(what, operands, why), currentSource());
}
