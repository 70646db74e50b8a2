import type { DType } from '../dtype.js';
import type { Extent } from '../extent.js';
import { shapeText, typeText, type Shape, type Type } from '../shape.js';
import { sourceText, type Source } from '../source.js';
import { placesOf, TapelessError } from '../tapelessError.js';

const list = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(', ');

/** f32('N', 2.5), i32('M')… */
export function badInputShape(dtype: DType, shape: readonly unknown[], extent: unknown, source: Source): TapelessError {
  const written = shape.map((x) => (typeof x === 'string' ? `'${x}'` : String(x))).join(', ');
  return new TapelessError({
    code: 'bad-input',
    says: `${dtype}(${written}): ${typeof extent === 'string' ? `'${extent}'` : String(extent)} is no extent.`,
    mend: "An extent is a whole number from 0, the batch size 'N', or what grows with it, such as 'N+1'.",
    places: placesOf(source),
  });
}

/** An extent that is negative once the batch is large. */
export function shrinkingExtent(extent: Extent, of: string, made: Source, declared: Source): TapelessError {
  return new TapelessError({
    code: 'shrinking-extent',
    says: `${of} has an axis of extent ${extent}, which a larger batch makes negative.`,
    mend: 'An extent may only grow with N, as N+1 and 2N do.',
    places: [...placesOf(made), ...placesOf(declared, 'used in this declaration')],
  });
}

/** A part of model() or program() that is missing or of another kind. */
export function badDeclaration(
  what: string,
  part: string,
  found: string,
  expected: string,
  source: Source,
): TapelessError {
  return new TapelessError({
    code: 'bad-model',
    says: `${what}: ${part} is ${found}, expected ${expected}.`,
    places: placesOf(source),
  });
}

/** What traceUnit was given is neither a model nor a program. */
export function notAModel(name: string, found: string): TapelessError {
  return new TapelessError({
    code: 'not-a-model',
    says: `The export '${name}' is ${found}, expected what model() or program() gives.`,
  });
}

/** An output has an input's name, so that a loss could not tell them apart; or a result has another's. */
export function nameClash(name: string, what: string, other: string, source: Source): TapelessError {
  return new TapelessError({
    code: 'name-clash',
    says: `${what} '${name}' has the name of ${other}.`,
    mend: 'Rename one of them.',
    places: placesOf(source),
  });
}

/** Two layers, or two variables of one layer, under one name. */
export function duplicateName(path: string, what: string, first: Source, second: Source): TapelessError {
  const before = first.file === '' ? '' : ` (the first at ${sourceText(first)})`;
  return new TapelessError({
    code: 'duplicate-name',
    says: `Two ${what} have the name '${path}'${before}.`,
    mend: `Give one of them another name; to share, call the same layer twice.`,
    places: [...placesOf(second), ...placesOf(first, 'the first one')],
  });
}

/** A name that is empty, or that belongs to the optimizer and the runtime. */
export function badName(name: string, why: string, source: Source): TapelessError {
  return new TapelessError({
    code: 'bad-name',
    says: `The name '${name}' ${why}.`,
    mend: 'Choose another one.',
    places: placesOf(source),
  });
}

/** A variable asked for again under its name with another shape, dtype or role. */
export function changedVariable(
  name: string,
  before: string,
  now: string,
  first: Source,
  second: Source,
): TapelessError {
  return new TapelessError({
    code: 'changed-variable',
    says: `'${name}' is ${before}, and now asked for as ${now}.`,
    mend: 'A shared layer must be called with the same number of features each time.',
    places: [...placesOf(second), ...placesOf(first, 'made here first')],
  });
}

/** A parameter or state whose shape is not known before N is. */
export function variableShape(name: string, shape: Shape, source: Source): TapelessError {
  return new TapelessError({
    code: 'variable-shape',
    says: `'${name}' has the shape ${shapeText(shape)}; expected whole numbers: a variable's size cannot depend on the batch.`,
    places: placesOf(source),
  });
}

/** An initializer or initial value of another shape or dtype than its variable. */
export function badInitial(name: string, expected: Type, found: string, source: Source): TapelessError {
  return new TapelessError({
    code: 'bad-initial',
    says: `The initial value of '${name}' is ${found}, expected ${typeText(expected)}.`,
    places: placesOf(source),
  });
}

/** assign() to something else than a state, or of another type. */
export function badAssign(target: string, why: string, source: Source): TapelessError {
  return new TapelessError({
    code: 'bad-assign',
    says: `assign(${target}): ${why}.`,
    places: placesOf(source),
  });
}

/** A loss or metric that is no f32 scalar. */
export function notScalarResult(what: string, found: Type, declared: Source, made: Source): TapelessError {
  const scalar = found.shape.length === 0;
  return new TapelessError({
    code: 'not-a-scalar',
    says: `${what} is ${typeText(found)}, expected ${scalar ? 'f32' : 'a scalar'}.`,
    mend: scalar ? "Convert it with cast(x, 'f32')." : 'Take its mean() or sum() over all axes.',
    places: [...placesOf(made), ...placesOf(declared, 'of this model')],
  });
}

/** Trainable parameters that no derivative of the loss reaches. */
export function unusedParameters(names: readonly string[], parameter: Source, declared: Source): TapelessError {
  const many = names.length > 1;
  return new TapelessError({
    code: 'unused-parameter',
    says: `The loss does not depend on the parameter${many ? 's' : ''} ${list(names)}.`,
    mend: `Declare ${many ? 'them' : 'it'} with \`trainable: false\`, or give model() \`allowUnused: true\` to train with zero gradients.`,
    places: [...placesOf(parameter), ...placesOf(declared, 'the model')],
  });
}

/** What an optimizer is or gives does not fit. */
export function badOptimizer(what: string, found: string, expected: string, source: Source): TapelessError {
  return new TapelessError({
    code: 'bad-optimizer',
    says: `The optimizer's ${what} is ${found}, expected ${expected}.`,
    places: placesOf(source),
  });
}

/** A tensor of a rank or shape that a layer, loss or metric does not take. */
export function badLayerInput(what: string, found: Shape, expected: string, mend?: string): TapelessError {
  return new TapelessError({
    code: 'bad-layer-input',
    says: `${what} is ${shapeText(found)}, expected ${expected}.`,
    ...(mend !== undefined && { mend }),
  });
}

/** A name (of an activation, an initializer…) that is not in its table. */
export function unknownName(what: string, name: string, known: readonly string[]): TapelessError {
  return new TapelessError({
    code: 'unknown-name',
    says: `${what}: there is no '${name}'; expected one of ${known.join(', ')}.`,
  });
}

/** A tensor of another trace, kept in a variable of the user's and used in this one. */
export function foreignTensor(name: string, made: Source, declared: Source): TapelessError {
  return new TapelessError({
    code: 'foreign-tensor',
    says: `The input '${name}' of another model, or of another trace of this one, is used here.`,
    mend: 'Use only tensors that the function was given or that it made itself.',
    places: [...placesOf(made), ...placesOf(declared, 'used in this model')],
  });
}
