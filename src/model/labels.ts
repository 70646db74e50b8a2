import { at, sameShape, shapeMismatch } from '../base/index.js';
import { calledName, currentSource, type Tensor } from '../graph/index.js';
import { cast, checkedIndex, reshape, tensorOf, type Operand } from '../ops/index.js';

// What losses and metrics ask of yTrue and yPred, as Keras does: ranks that differ by an axis of extent 1 are made equal. Nothing else
// is broadcast: [N] against [N, 1] would silently become [N, N].

/** Labels and predictions of one shape, both f32. */
export function matched(what: string, yTrue: Operand, yPred: Operand): readonly [yTrue: Tensor, yPred: Tensor] {
  const given = tensorOf(yTrue, what);
  const predictions = cast(tensorOf(yPred, what), 'f32');
  const labels = cast(given, 'f32');
  if (sameShape(given.shape, predictions.shape)) return [labels, predictions];
  if (sameShape([...given.shape, 1], predictions.shape)) return [labels, reshape(predictions, given.shape)];
  if (sameShape(given.shape, [...predictions.shape, 1])) return [reshape(labels, predictions.shape), predictions];
  throw mismatch(what, given, predictions, 'labels and predictions must have one shape');
}

/** As `matched`, of rows of one number a class. */
export function matchedClasses(
  what: string,
  yTrue: Operand,
  yPred: Operand,
): readonly [labels: Tensor, predictions: Tensor, classes: number] {
  const given = tensorOf(yTrue, what);
  const predictions = cast(tensorOf(yPred, what), 'f32');
  const classes = predictions.shape.at(-1);
  if (typeof classes !== 'number' || !sameShape(given.shape, predictions.shape)) {
    throw mismatch(what, given, predictions, 'labels and predictions must have one shape, [N, classes]');
  }
  return [cast(given, 'f32'), predictions, classes];
}

/** Class numbers of the shape of the predictions less their last axis, which holds the classes; checked or clamped. */
export function classNumbers(
  what: string,
  yTrue: Operand,
  yPred: Operand,
): readonly [numbers: Tensor, predictions: Tensor] {
  const given = tensorOf(yTrue, what, 'i32');
  const predictions = cast(tensorOf(yPred, what), 'f32');
  const classes = predictions.shape.at(-1);
  const expected = predictions.shape.slice(0, -1);
  const fits = sameShape(given.shape, expected) || sameShape(given.shape, [...expected, 1]);
  if (typeof classes !== 'number' || !fits) {
    const why = 'expected class numbers of the shape of the predictions less their last axis, the classes';
    throw mismatch(what, given, predictions, why);
  }
  const numbers = checkedIndex(given, classes, { of: `the ${classes} classes of ${what}` });
  return [sameShape(numbers.shape, expected) ? numbers : reshape(numbers, expected), predictions];
}

function mismatch(what: string, yTrue: Tensor, yPred: Tensor, why: string): unknown {
  const operands = [yTrue, yPred].map((x) => ({ name: calledName(x), shape: x.shape, source: x.node.source }));
  return at(shapeMismatch(what, operands, why), currentSource());
}
