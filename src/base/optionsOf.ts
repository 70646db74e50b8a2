import { knownOptions } from './knownOptions.js';

/** Options as a function reads them: there is a value for each that has a default. */
export type Whole<O, D> = {
  readonly [K in keyof D & keyof O]-?: undefined extends D[K] ? O[K] | undefined : Exclude<O[K], undefined>;
};

/**
 * The options that a function was given, with its defaults for the others. The table of defaults names all that there are; one
 * without a default stands there as undefined. Any other name is refused.
 */
export function optionsOf<O extends object, const D extends { readonly [K in keyof O]-?: O[K] | undefined }>(
  what: string,
  given: O | undefined,
  defaults: D,
): Whole<O, D> {
  knownOptions(what, given, Object.keys(defaults));
  const isGiven = ([, value]: [string, unknown]): boolean => value !== undefined;
  return { ...defaults, ...Object.fromEntries(Object.entries(given ?? {}).filter(isGiven)) } as Whole<O, D>;
}
