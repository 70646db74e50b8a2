import type { Extent } from '../extent.js';
import { shapeText, type Shape } from '../shape.js';
import { sourceText, type Source } from '../source.js';
import { TapelessError, type Place } from '../tapelessError.js';

/** An operand as an error shows it: `hidden [N, 10]`, and where it was made. */
export interface Named {
  readonly name: string;
  readonly shape: Shape;
  readonly source: Source;
}

const place = ({ name, shape, source }: Named): Place => ({
  source,
  note: `${name} ${shapeText(shape)} was made here`,
});

/** Operands of an op whose shapes do not fit together. */
export function shapeMismatch(op: string, operands: readonly Named[], why: string, mend?: string): TapelessError {
  const list = operands.map(({ name, shape }) => `${name} ${shapeText(shape)}`).join(', ');
  return new TapelessError({
    code: 'shape-mismatch',
    says: `${op}(${list}): ${why}.`,
    ...(mend !== undefined && { mend }),
    places: operands.map(place),
  });
}

/** Operands of an op whose dtypes it does not take. */
export function dtypeMismatch(op: string, found: string, expected: string, mend?: string): TapelessError {
  return new TapelessError({
    code: 'dtype-mismatch',
    says: `${op}: expected ${expected}, found ${found}.`,
    ...(mend !== undefined && { mend }),
  });
}

/** An axis, extent or other option of an op out of its range. */
export function badAttribute(op: string, option: string, found: string, expected: string): TapelessError {
  return new TapelessError({ code: 'bad-option', says: `${op}: ${option} is ${found}, expected ${expected}.` });
}

/** An index that is written down, outside of what it indexes. */
export function badIndex(
  found: number,
  place: readonly number[],
  { extent, of }: { readonly extent: Extent; readonly of: string },
  source: Source,
): TapelessError {
  const where = place.length === 0 ? '' : ` at [${place.join(', ')}]`;
  const expected = typeof extent === 'number' ? `0 to ${extent - 1}` : 'at least 0';
  return new TapelessError({
    code: 'bad-index',
    says: `The index${where} is ${found}, expected ${expected}, for it indexes ${of}.`,
    mend: 'Indices count from the first element, which is 0; only those that are computed are clamped.',
    places: [{ source, note: '' }],
  });
}

/** A plain value that cannot stand as an operand. */
export function badConstant(op: string, found: string, expected: string, mend?: string): TapelessError {
  return new TapelessError({
    code: 'bad-constant',
    says: `${op}: expected ${expected}, found ${found}.`,
    ...(mend !== undefined && { mend }),
  });
}

/** A name given to two tensors of one model. */
export function duplicateTap(name: string, first: Source): TapelessError {
  return new TapelessError({
    code: 'duplicate-name',
    says: `tap('${name}'): the name is taken.`,
    mend: 'Give each tapped tensor a name of its own.',
    places: first.file === '' ? [] : [{ source: first, note: `'${name}' was tapped here` }],
  });
}

/** An op that needs the running model's random key, called outside one. */
export function outsideTrace(what: string): TapelessError {
  return new TapelessError({
    code: 'outside-model',
    says: `${what} was called outside of a model.`,
    mend: 'Call it inside the functions given to model() or program().',
  });
}

/** An error raised while a node was made, with the user's line added if it has none yet. */
export function at(error: unknown, source: Source): unknown {
  if (!(error instanceof TapelessError) || source.file === '') return error;
  if (error.places.some((known) => sourceText(known.source) === sourceText(source))) return error;
  const { code, says, mend, places } = error;
  return new TapelessError({ code, says, mend, places: [{ source, note: '' }, ...places] });
}
