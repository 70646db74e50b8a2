import { nearestName } from '../nearestName.js';
import type { Source } from '../source.js';
import { placesOf, TapelessError } from '../tapelessError.js';

/** An option that a function does not have. */
export function unknownOption(what: string, name: string, known: readonly string[], source: Source): TapelessError {
  const nearest = nearestName(name, known);
  return new TapelessError({
    code: 'unknown-option',
    says: `${what}: there is no option ${JSON.stringify(name)}; expected ${known.join(', ')}.`,
    mend: nearest === undefined ? 'Leave it out.' : `Write \`${nearest}\`.`,
    places: placesOf(source),
  });
}

/** A plain value where a function takes an object of options. */
export function wrongOptions(what: string, found: unknown, known: readonly string[], source: Source): TapelessError {
  return new TapelessError({
    code: 'bad-option',
    says: `${what}: the options are ${JSON.stringify(found) ?? typeof found}, expected an object.`,
    mend: `Write them by name: { ${known[0] ?? ''}: … }.`,
    places: placesOf(source),
  });
}
