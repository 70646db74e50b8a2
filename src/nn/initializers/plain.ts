import { at, badAttribute, optionsOf, shapeText } from '../../base/index.js';
import { currentSource } from '../../graph/index.js';
import type { Initial, Initializer } from '../../model/index.js';

/** All zeros. */
export const zeros = (): Initializer => () => 0;

/** All ones. */
export const ones = (): Initializer => () => 1;

/** One number everywhere, or these values: a nested array of the parameter's shape. */
export const constant =
  (value: Initial): Initializer =>
  () =>
    value;

/** Ones on the diagonal of a matrix, times a gain. */
export function identity(options: { readonly gain?: number } = {}): Initializer {
  const { gain } = optionsOf('identity', options, { gain: 1 });
  return (shape) => {
    const [rows = 0, columns = 0] = shape;
    if (shape.length !== 2) {
      throw at(badAttribute('identity', 'the shape', shapeText(shape), '2 axes'), currentSource());
    }
    const row = (r: number): number[] => Array.from({ length: columns }, (_, c) => (c === r ? gain : 0));
    return Array.from({ length: rows }, (_, r) => row(r));
  };
}
